import { describe, expect, it } from '@jest/globals'
import { writeDate } from '../../../sandbox/web/times.ts'

const NOW = new Date(2026, 10, 25, 12, 0).getTime()
const DAY = 86_400_000

describe('given a date of Slack’s', () => {
  it.each([
    ['{date_short_pretty} at {time}', 0, 'Today at 12:00 PM'],
    ['{date_short_pretty} at {time}', -DAY, 'Yesterday at 12:00 PM'],
    ['seen {date_pretty}', DAY, 'Seen tomorrow'],
    ['{date_short_pretty}', -3 * DAY, 'Nov 22, 2026'],
    ['{date_num} {time_secs}', 0, '2026-11-25 12:00:00 PM'],
    ['{date_long}', 0, 'Wednesday, November 25, 2026'],
    ['{constructor} {__proto__}', 0, '{constructor} {__proto__}'],
    ['{unheard_of} {date}', 0, '{unheard_of} November 25, 2026'],
  ])('when it is written as %s, %d ms from now, then it reads %s', (format, offset, expected) => {
    expect(writeDate(format, NOW + offset, NOW)).toBe(expected)
  })
})
