import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { GENESIS } from '../../../audit/chain.ts'

const STATEMENTS = [
  // No constraint lists the states: a list would break a newer newkey that runs next to an older one.
  `create table requests (
    id text primary key,
    version integer not null,
    state text not null,
    trigger_digest text not null unique,
    payload_digest text not null unique,
    team text not null,
    "user" text not null,
    name text not null,
    reason text not null,
    "group" text,
    dm text,
    account text not null,
    region text not null,
    api text not null,
    cause text,
    retry_at integer,
    asked_at integer not null,
    intent_at integer,
    counts_from integer,
    changed_at integer not null,
    attempts integer not null,
    due_at integer,
    owner_process text not null,
    lease_until integer not null
  ) strict`,
  `create index requests_due on requests (due_at) where due_at is not null`,
  `create index requests_of_person on requests (team, "user", state)`,
  `create index requests_counted on requests (counts_from) where counts_from is not null`,
  `create index requests_denied on requests (changed_at) where state = 'denied'`,
  `create table keys (
    sid text collate nocase primary key,
    version integer not null,
    state text not null,
    request text not null references requests (id),
    found integer not null,
    owner text not null,
    team text not null,
    "group" text not null,
    dm text not null,
    name text not null,
    reason text not null,
    account text not null,
    region text not null,
    api text not null,
    cause text,
    decided_by text,
    created_at integer,
    recorded_at integer not null,
    changed_at integer not null,
    attempts integer not null,
    absent_since integer,
    due_at integer,
    owner_process text not null,
    lease_until integer not null
  ) strict`,
  `create index keys_due on keys (due_at) where due_at is not null`,
  `create index keys_of_owner on keys (team, owner, state)`,
  `create index keys_in_state on keys (state, cause)`,
  `create index keys_of_request on keys (request)`,
  `create table messages (
    about text collate nocase not null,
    purpose text not null,
    version integer not null,
    channel text,
    ts text,
    reader text,
    attempts integer not null,
    due_at integer,
    primary key (about, purpose)
  ) strict`,
  `create index messages_due on messages (due_at) where due_at is not null`,
  // autoincrement never reuses an id, so an id alone says which clicks existed at a given moment.
  `create table clicks (id integer primary key autoincrement, payload_digest text not null unique) strict`,
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

/** Creates the tables for requests, keys, messages, clicks and the audit log. */
export const requestsKeysAudit: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of STATEMENTS) await sql.raw(statement).execute(db)
  },
}
