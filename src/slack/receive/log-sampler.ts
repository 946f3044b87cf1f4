import type { Log, LogFields } from '../../log.ts'

/** Limits the log lines about what anybody can send as often as they like. */
export interface LogSampler {
  /**
   * Logs the first warning of a kind at once, and counts the rest for a minute.
   * @param message together with `fault`, the kind
   * @param fields for the line of the first one; the line with the count has only `status` and `fault` of them
   */
  warn(message: string, fields: LogFields): void
  /** Logs the counts whose minute is over, or all of them. */
  writeCounts(all?: boolean): void
}

/** Each kind gets one line in this time (ms). */
const WINDOW_MS = 60_000
/** The log line for an HTTP request that the receiver refuses. */
export const REFUSED = 'An HTTP request to /slack/events was refused'

/** @param monotonic a clock that never goes back (ms) */
export function createLogSampler({
  log,
  monotonic,
}: {
  readonly log: Log
  readonly monotonic: () => number
}): LogSampler {
  const kinds = new Map<string, Kind>()
  return {
    warn: (message, fields) => {
      const key = `${message} ${fields.fault}`
      const kind = kinds.get(key)
      if (kind && monotonic() - kind.since < WINDOW_MS) {
        kind.more += 1
        return
      }
      const times = (kind?.more ?? 0) + 1
      kinds.set(key, { message, fields, since: monotonic(), more: 0 })
      log.warn(message, times > 1 ? { ...inAll(fields), times } : fields)
    },
    writeCounts: (all = false) => {
      for (const [key, kind] of kinds) {
        if (!all && monotonic() - kind.since < WINDOW_MS) continue
        if (kind.more === 0) {
          kinds.delete(key)
          continue
        }
        log.warn(kind.message, { ...inAll(kind.fields), times: kind.more })
        kind.since = monotonic()
        kind.more = 0
      }
    },
  }
}

interface Kind {
  readonly message: string
  readonly fields: LogFields
  since: number
  more: number
}

/** The fields that are the same for all of a kind. */
const inAll = ({ status, fault }: LogFields): LogFields => ({
  ...(status !== undefined && { status }),
  ...(fault !== undefined && { fault }),
})
