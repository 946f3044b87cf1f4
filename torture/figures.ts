import { disk } from './disk.ts'
import type { Figure } from './figure.ts'
import { forgedRequests } from './forged-requests.ts'
import { replays } from './replays.ts'
import { tampering } from './tampering.ts'
import { unknownOutcomes } from './unknown-outcomes.ts'

/** Every promise that is put to the test, in the order of docs/reliability.md. */
export const FIGURES: readonly Figure[] = [unknownOutcomes, disk, forgedRequests, replays, tampering]
