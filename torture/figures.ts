import { canary } from './canary.ts'
import { crashes } from './crashes.ts'
import { disk } from './disk.ts'
import { elsewhere } from './elsewhere.ts'
import type { Figure } from './figure.ts'
import { flood } from './flood.ts'
import { forgedRequests } from './forged-requests.ts'
import { halfOpenSockets } from './half-open-sockets.ts'
import { histories } from './histories.ts'
import { hostileNames } from './hostile-names.ts'
import { million } from './million.ts'
import { missingScopes } from './missing-scopes.ts'
import { outsiders } from './outsiders.ts'
import { replays } from './replays.ts'
import { shutdown } from './shutdown.ts'
import { strangers } from './strangers.ts'
import { stuckReaders } from './stuck-readers.ts'
import { tampering } from './tampering.ts'
import { unknownOutcomes } from './unknown-outcomes.ts'

/** Every promise that is put to the test, in the order of docs/reliability.md. */
export const FIGURES: readonly Figure[] = [
  crashes,
  unknownOutcomes,
  histories,
  elsewhere,
  disk,
  canary,
  hostileNames,
  forgedRequests,
  replays,
  outsiders,
  strangers,
  tampering,
  million,
  flood,
  halfOpenSockets,
  missingScopes,
  stuckReaders,
  shutdown,
]
