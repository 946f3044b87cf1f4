import { DatabaseSync } from 'node:sqlite'
import { ALAN, EVE } from '../sandbox/slack/people.ts'
import { readRows } from './evidence.ts'
import { type Figure, floor } from './figure.ts'
import { openStage, PEOPLE, type Stage } from './stage.ts'

/** What one person may cost within a minute, whatever they type: rows, calls of Slack's methods, bytes of the file. */
const MOST_ROWS = 10
/** auth.test, the list of groups and its members, each read anew every 30 s; some more for what runs beside it. */
const callsWithin = (ms: number): number => 3 * (2 + Math.ceil(ms / 30_000))
const MOST_BYTES = 60_000
/** users.info and conversations.open: what a command may cost that comes while nobody has read the groups yet. */
const OWN_CALLS = 2
/** How old a read of the groups may be (ms). */
const FRESH_MS = 30_000
/** A call may be on its way for so long (ms) before it arrives: it was made by what was known then. */
const ON_ITS_WAY_MS = 1_000
/** So many commands come at the same moment. */
const AT_ONCE = 40
/** Between so many of the stranger's commands a member asks for a key. */
const MEMBER_EVERY = 40

/** How large a database is, with what isn't in its own file yet (SQLite docs: "PRAGMA page_count"). */
function bytesOf(file: string): number {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return Number(
      db.prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size').get()
        ?.bytes,
    )
  } finally {
    db.close()
  }
}

/** When Slack was asked about one person alone, and when newkey read who is in the groups (ms, by the fake's clock). */
function askedAbout(stage: Stage, user: string): { readonly own: number[]; readonly reads: number[] } {
  const times = (fits: (path: string, body: string) => boolean): number[] =>
    stage.slack.exchanges.filter(({ request }) => fits(request.path, request.body)).map(({ at }) => at)
  return {
    own: times((path, body) => path.startsWith('/api/') && body.includes(user)),
    reads: times((path) => path.endsWith('usergroups.users.list')),
  }
}

/** How many of these calls were made although a read of the groups was at hand. */
function needless({ own, reads }: ReturnType<typeof askedAbout>): number {
  return own.filter((at) =>
    reads.some((read) => at - read > ON_ITS_WAY_MS && at - read < FRESH_MS - ON_ITS_WAY_MS),
  ).length
}

/** One outsider types and types, at once and one after the other, while members go on getting their keys. */
export const strangers: Figure = {
  name: 'strangers',
  runs: 2_000,
  short: 120,
  run: async (runs) => {
    const stage = await openStage(2_000)
    const running = await stage.start()
    const began = performance.now()
    const sizeOf = (): number => bytesOf(stage.file)
    const members: string[] = []
    const ask = async (): Promise<void> => {
      const name = `member-${members.length}`
      members.push(name)
      await running.send(stage.slack.command(PEOPLE[members.length % PEOPLE.length] ?? '', name))
    }
    let acked = 0
    const flood = async (number: number): Promise<void> => {
      const text = number % 3 === 0 ? '"' : `stranger-${number}`
      if ((await running.send(stage.slack.command(EVE, text))) === 200) acked += 1
    }
    // What a refusal costs is seen alone, before members add rows of their own.
    const before = sizeOf()
    const first = Math.min(AT_ONCE, runs)
    await Promise.all(Array.from({ length: first }, (_, number) => flood(number)))
    await running.app.idle()
    const bytes = sizeOf() - before
    for (let done = first; done < runs; done += MEMBER_EVERY) {
      const some = Array.from({ length: Math.min(MEMBER_EVERY, runs - done) }, (_, number) =>
        flood(done + number),
      )
      await Promise.all([...some, ask()])
    }
    await running.app.idle()
    // Another outsider, once when the read has grown old, and once while it is at hand: then nothing is asked about them.
    const early = async (count: number): Promise<void> => {
      for (let number = 0; number < count; number++)
        await running.send(stage.slack.command(ALAN, `late-${asked++}`))
      await running.app.idle()
    }
    let asked = 0
    stage.pass(FRESH_MS + 1)
    await early(1)
    const cold = askedAbout(stage, ALAN).own.length
    stage.pass(2 * ON_ITS_WAY_MS)
    await early(5)
    const warm = askedAbout(stage, ALAN).own.length - cold
    const ms = performance.now() - began + FRESH_MS + 2 * ON_ITS_WAY_MS
    const minutes = Math.ceil(ms / 60_000) + 1
    const theirs = (path: string): number =>
      stage.slack.exchanges.filter(({ request }) => request.path.includes(path)).length
    const spent = theirs('usergroups') + theirs('auth.test')
    const about = askedAbout(stage, EVE)
    const own = about.own.length
    await running.app.stop()
    const rows = readRows(stage.file).requests.filter(
      ({ name }) => !members.includes(name) && !name.startsWith('late-'),
    ).length
    const counted = stage.lines
      .map((line) => JSON.parse(line))
      .filter((line) => line.audit === true && line.outcome === 'too_many_refusals')
      .reduce((sum, { reason }) => sum + Number.parseInt(String(reason), 10), 0)
    const made = stage.twilio.keys.size
    await stage.close()
    return {
      seen: `${runs} commands of an outsider: ${rows} rows, ${counted} counted, ${bytes} bytes, ${spent} shared calls; ${own} about them before the groups were read, and ${warm} about another while they were at hand; ${made} of ${members.length} keys for members`,
      violations: [
        ...(rows > MOST_ROWS * minutes ? [`${rows} rows within ${minutes} minutes`] : []),
        ...(rows + counted !== runs ? [`${runs} refused, ${rows} recorded and ${counted} counted`] : []),
        ...(bytes > MOST_BYTES ? [`${bytes} bytes for ${first} commands`] : []),
        ...(spent > callsWithin(ms) ? [`${spent} calls of Slack's shared methods`] : []),
        ...(cold > OWN_CALLS ? [`${cold} calls about one command of an outsider`] : []),
        ...(own > OWN_CALLS * rows ? [`${own} calls about the outsider for ${rows} commands`] : []),
        ...(needless(about) + warm > 0
          ? [`${needless(about) + warm} calls about an outsider while the groups were known`]
          : []),
        ...(made !== members.length ? [`${members.length - made} members were not served`] : []),
        ...floor(acked, runs, 'commands that were answered'),
        ...floor(members.length, 1, 'members who asked'),
      ],
    }
  },
}
