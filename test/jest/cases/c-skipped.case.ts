import 'nock'
import { it } from '@jest/globals'

it.skip('is skipped, and has imported nock', () => undefined)
