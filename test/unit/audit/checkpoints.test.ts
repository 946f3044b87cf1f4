import { describe, expect, it } from '@jest/globals'
import { createCheckpoints } from '../../../src/audit/checkpoints.ts'

describe('given checkpoints', () => {
  it('when there is news, then it is said once in each place; what a channel refused is said again', async () => {
    let seq = 0
    let takes = false
    const said: string[] = []
    const checkpoints = createCheckpoints({
      audit: { head: async () => ({ seq, hash: 'h' }) },
      vouched: async () => true,
      write: (checkpoint) => void said.push(`stdout ${checkpoint.seq}`),
      post: async (checkpoint) => {
        said.push(`channel ${checkpoint.seq}${takes ? '' : ' refused'}`)
        return takes
      },
    })
    await checkpoints.publish('stdout')
    seq = 3
    await checkpoints.publish('stdout')
    await checkpoints.publish('stdout')
    await checkpoints.publish('channel')
    takes = true
    await checkpoints.publish('channel')
    await checkpoints.publish('channel')
    seq = 4
    await checkpoints.publish('stdout')
    expect(said).toEqual(['stdout 3', 'channel 3 refused', 'channel 3', 'stdout 4'])
  })
  it('when newkey may not vouch for the log, then nothing is said, and the log isn’t asked', async () => {
    const checkpoints = createCheckpoints({
      audit: { head: () => Promise.reject(new Error('asked')) },
      vouched: async () => false,
      write: () => {
        throw new Error('said')
      },
      post: () => Promise.reject(new Error('said')),
    })
    await checkpoints.publish('stdout')
    await checkpoints.publish('channel')
  })
})
