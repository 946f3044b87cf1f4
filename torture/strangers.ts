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
/** So many commands of somebody else come while a read is at hand. */
const LATE = 5
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

/** How often a method of Slack's was asked about one person alone. */
const callsAbout = (stage: Stage, user: string): number =>
  stage.slack.exchanges.filter(
    ({ request }) => request.path.startsWith('/api/') && request.body.includes(user),
  ).length

/** One outsider types and types, at once and one after the other, while members go on getting their keys. */
export const strangers: Figure = {
  name: 'strangers',
  runs: 2_000,
  short: 120,
  run: async (runs) => {
    const stage = await openStage(5_000)
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
    // Another outsider, once when the read has grown old, and then while it is at hand: nothing is asked about them.
    let late = 0
    const askLate = async (times: number): Promise<number> => {
      const before = callsAbout(stage, ALAN)
      for (let time = 0; time < times; time++) await running.send(stage.slack.command(ALAN, `late-${late++}`))
      await running.app.idle()
      return callsAbout(stage, ALAN) - before
    }
    stage.pass(FRESH_MS + 1)
    const cold = await askLate(1)
    const warm = await askLate(LATE)
    const ms = performance.now() - began + FRESH_MS
    const minutes = Math.ceil(ms / 60_000) + 1
    const theirs = (path: string): number =>
      stage.slack.exchanges.filter(({ request }) => request.path.includes(path)).length
    const spent = theirs('usergroups') + theirs('auth.test')
    const own = callsAbout(stage, EVE)
    await running.app.stop()
    const { requests } = readRows(stage.file)
    const rows = requests.filter(({ name }) => !members.includes(name) && !name.startsWith('late-')).length
    const unserved = requests.filter(({ name, state }) => members.includes(name) && state !== 'issued')
    const counted = stage.lines
      .map((line) => JSON.parse(line))
      .filter((line) => line.audit === true && line.outcome === 'too_many_refusals')
      .reduce((sum, { details }) => sum + Number(details.refusals), 0)
    const made = stage.twilio.keys.size
    await stage.close()
    return {
      seen: `${runs} commands of an outsider: ${rows} rows, ${counted} counted, ${bytes} bytes, ${spent} shared calls; ${own} about them while the groups were being read, ${warm} about another with the read at hand; ${made} of ${members.length} keys for members`,
      violations: [
        ...(rows > MOST_ROWS * minutes ? [`${rows} rows within ${minutes} minutes`] : []),
        ...(rows + counted !== runs ? [`${runs} refused, ${rows} recorded and ${counted} counted`] : []),
        ...(bytes > MOST_BYTES ? [`${bytes} bytes for ${first} commands`] : []),
        ...(spent > callsWithin(ms) ? [`${spent} calls of Slack's shared methods`] : []),
        ...(cold > OWN_CALLS ? [`${cold} calls about one command of an outsider`] : []),
        ...(own > OWN_CALLS * rows ? [`${own} calls about the outsider for ${rows} commands`] : []),
        ...(warm > 0 ? [`${warm} calls about an outsider while the groups were known`] : []),
        ...(made !== members.length
          ? [`${members.length - made} members were not served: ${unserved.map(({ cause }) => cause).join()}`]
          : []),
        ...floor(acked, runs, 'commands that were answered'),
        ...floor(members.length, 1, 'members who asked'),
      ],
    }
  },
}
