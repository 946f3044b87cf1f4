import { z } from 'zod'

/** What the receiver says of every delivery. */
export const deliveryContext = z.object({ delivery: z.object({ digest: z.string().length(64) }) })
