import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { GENESIS } from '../../../audit/chain.ts'

const STATEMENTS = [
  `create table requests (
    id text primary key,
    version integer not null,
    state text not null check (state in ('received', 'authorized', 'intent', 'created', 'delivered', 'confirmed',
      'denied', 'failed', 'unknown', 'held', 'kept', 'revoke_pending', 'revoked')),
    trigger_digest text not null unique,
    delivery_digest text not null unique,
    team text not null,
    "user" text not null,
    name text not null,
    reason text not null,
    "group" text,
    dm text,
    account text not null,
    region text not null,
    api text not null,
    owner text not null,
    lease_until integer not null,
    sid text collate nocase unique,
    key_created_at integer,
    cause text,
    retry_at integer,
    asked_at integer not null,
    intent_at integer,
    changed_at integer not null,
    attempts integer not null,
    next_attempt_at integer,
    absent_since integer,
    counts_from integer,
    told_at integer,
    tell_at integer,
    tellings integer not null default 0,
    card_channel text,
    card_ts text,
    origin text references requests (id),
    search_at integer,
    searches integer not null default 0,
    check (state in ('received', 'denied', 'failed') or ("group" is not null and dm is not null)),
    check (sid is not null or state not in ('created', 'delivered', 'confirmed', 'held', 'kept', 'revoke_pending',
      'revoked')),
    check (cause is not null or state not in ('denied', 'failed', 'unknown', 'held', 'kept', 'revoke_pending', 'revoked')),
    check (intent_at is not null or state not in ('intent', 'unknown'))
  ) strict`,
  `create index requests_of_person on requests (team, "user", state)`,
  `create index requests_refused on requests (changed_at) where state = 'denied' and told_at is not null`,
  `create index requests_to_search on requests (search_at) where search_at is not null`,
  `create index requests_counted on requests (counts_from) where counts_from is not null`,
  `create index requests_open on requests (state, told_at) where state not in ('confirmed')`,
  // Ids aren't used twice: which clicks were there at some moment is told by them alone.
  `create table clicks (id integer primary key autoincrement, delivery_digest text not null unique) strict`,
  `create table audit (
    seq integer primary key check (seq > 0),
    v integer not null,
    previous_hash text not null unique,
    hash text not null unique,
    bytes text not null,
    at text not null,
    event text not null,
    request text,
    actor_user text not null,
    actor_team text,
    account text not null,
    region text not null,
    name text not null,
    sid text collate nocase,
    "group" text,
    reason text not null,
    outcome text not null,
    details text not null
  ) strict`,
  `create index audit_of_request on audit (request)`,
  `create index audit_of_key on audit (sid) where sid is not null`,
  `create trigger audit_keeps_rows before delete on audit begin select raise(abort, 'audit records stay'); end`,
  `create trigger audit_keeps_bytes before update on audit begin select raise(abort, 'audit records stay'); end`,
  `create table audit_head (id integer primary key check (id = 1), seq integer not null, hash text not null) strict`,
  `insert into audit_head (id, seq, hash) values (1, 0, '${GENESIS}')`,
]

/** The life of requests, and the chain of audit records. */
export const requestsAndAudit: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
