/** The pieces that a date may be written with (Slack docs: "rich_text", date; "Formatting text for app surfaces"). */
const PIECES: Readonly<Record<string, (at: Date, now: Date) => string>> = {
  date_num: (at) =>
    [at.getFullYear(), at.getMonth() + 1, at.getDate()]
      .map((part) => String(part).padStart(2, '0'))
      .join('-'),
  date: (at) => words(at, { month: 'long', day: 'numeric', year: 'numeric' }),
  date_short: (at) => words(at, { month: 'short', day: 'numeric', year: 'numeric' }),
  date_long: (at) => words(at, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  date_pretty: (at, now) => near(at, now) ?? words(at, { month: 'long', day: 'numeric', year: 'numeric' }),
  date_short_pretty: (at, now) =>
    near(at, now) ?? words(at, { month: 'short', day: 'numeric', year: 'numeric' }),
  date_long_pretty: (at, now) =>
    near(at, now) ?? words(at, { weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' }),
  time: (at) => words(at, { hour: 'numeric', minute: '2-digit' }),
  time_secs: (at) => words(at, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
}

const words = (at: Date, options: Intl.DateTimeFormatOptions): string =>
  at.toLocaleString('en-US', options).replace(/\u202f/g, ' ')

/** Yesterday, today and tomorrow by their names. */
function near(at: Date, now: Date): string | undefined {
  const day = (date: Date): number =>
    Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000
  return ['yesterday', 'today', 'tomorrow'][day(at) - day(now) + 1]
}

/** A date as Slack writes it, in the reader's time zone. Pieces that aren't known stay as they are. @param at ms */
export function writeDate(format: string, at: number, now: number): string {
  const text = format.replace(
    /\{(\w+)\}/g,
    (whole, piece: string) =>
      (Object.hasOwn(PIECES, piece) ? PIECES[piece]?.(new Date(at), new Date(now)) : undefined) ?? whole,
  )
  return text[0] === undefined ? '' : text[0].toUpperCase() + text.slice(1)
}

/** 10:42:07, in the reader's time zone. */
export const clock = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
/** 10:42 AM, as Slack writes it beside a name. */
export const timeOf = (ts: string): string =>
  words(new Date(Number(ts) * 1000), { hour: 'numeric', minute: '2-digit' })
