import { z } from 'zod'

const auditLine = z.object({
  audit: z.literal(true),
  seq: z.number(),
  at: z.string(),
  event: z.string(),
  request: z.string().nullable(),
  actor: z.object({ user: z.string() }),
  name: z.string(),
  sid: z.string().nullable(),
  reason: z.string().nullable(),
  outcome: z.string(),
  hash: z.string(),
})
/** An audit record, as the bot's log line says it. */
export type AuditLine = z.infer<typeof auditLine>

/** The audit records among the lines that the bot wrote to stdout. */
export function readAudit(lines: readonly string[]): AuditLine[] {
  return lines.flatMap((line) =>
    line.includes('"audit":true') ? (auditLine.safeParse(parse(line)).data ?? []) : [],
  )
}

/** Reads the records of a log that grows: each call reads what has come since the last. */
export function followAudit(lines: readonly string[]): () => readonly AuditLine[] {
  const records: AuditLine[] = []
  let read = 0
  return () => {
    records.push(...readAudit(lines.slice(read)))
    read = lines.length
    return records
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
