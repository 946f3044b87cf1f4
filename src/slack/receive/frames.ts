import { z } from 'zod'
import { parseJson } from './json.ts'

const type = <T extends string>(...types: T[]) => z.enum(types)

/** What Slack sends over the socket (Slack docs: "Using Socket Mode"). */
const frame = z.union([
  z.object({ type: type('hello', 'disconnect') }),
  z.object({
    type: type('slash_commands', 'interactive'),
    envelope_id: z.string(),
    payload: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: type('events_api'),
    envelope_id: z.string(),
    payload: z.looseObject({ event: z.looseObject({ type: z.string() }) }),
  }),
])

/** Whether the library can read a frame. One that it can't read would end the process. */
export function isFrame(data: unknown): boolean {
  const text = typeof data === 'string' ? data : Buffer.isBuffer(data) ? data.toString() : ''
  return frame.safeParse(parseJson(text)).success
}
