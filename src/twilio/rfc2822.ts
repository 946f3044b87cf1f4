import type { Instant } from '../domain/clock.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const SHAPE =
  /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) (?:([+-])(\d{2})(\d{2})|GMT|UTC)$/

/**
 * Parses a date as Twilio's API writes it, such as `Tue, 24 Nov 2026 08:15:30 +0000` (RFC 2822, section 3.3).
 * @returns ms since the epoch, in whole seconds; undefined for anything else
 */
export function parseRfc2822(text: string): Instant | undefined {
  const found = SHAPE.exec(text)
  if (!found) return undefined
  const [, day, name, year, hour, minute, second, sign, offsetHours, offsetMinutes] = found
  const month = MONTHS.indexOf(name ?? '')
  if (month < 0) return undefined
  const local = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second))
  const rolled = new Date(local)
  if (rolled.getUTCDate() !== Number(day) || rolled.getUTCHours() !== Number(hour)) return undefined
  const offset = (Number(offsetHours ?? 0) * 60 + Number(offsetMinutes ?? 0)) * 60_000
  return sign === '-' ? local + offset : local - offset
}
