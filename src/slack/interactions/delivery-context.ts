import { z } from 'zod'

/** What the receiver adds to everything that Slack sends: see `DeliveryDigest`. */
export const deliveryContext = z.object({ delivery: z.object({ digest: z.string().length(64) }) })
