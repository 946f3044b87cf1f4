import { describe, expect, it } from '@jest/globals'
import { createProgress, type Opened, type Progress } from '../../../src/process/progress.ts'
import { stop } from '../../../src/process/stop.ts'
