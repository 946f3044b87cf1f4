import { z } from 'zod'

/** What the receiver adds to everything that Slack sends: see `PayloadDigest`. */
export const payloadContext = z.object({ payloadDigest: z.string().length(64) })
