import { describe, expect, it } from '@jest/globals'
import type { Checkpoint } from '../../../src/audit/verify.ts'
import { startVouching, type Vouching } from '../../../src/process/vouching.ts'
import type { GoneBack, Rewritten } from '../../../src/store/witness.ts'

const HEAD = { seq: 3, hash: 'a'.repeat(64) }
const LACKS: GoneBack = { kind: 'lacks', head: HEAD }

/** A log that is verified once `whole` resolves. `said` is where checkpoints went. */
function vouching(
  whole: Promise<boolean>,
  found: { readonly goneBack?: GoneBack; readonly rewritten?: Rewritten } = {},
): { readonly vouching: Vouching; readonly said: Checkpoint[] } {
  const said: Checkpoint[] = []
  const witness = {
    walk: () => async () => (await whole) && !found.goneBack && !found.rewritten,
    goneBack: () => found.goneBack,
    rewritten: () => found.rewritten,
  }
  const write = (checkpoint: Checkpoint): void => void said.push(checkpoint)
  const post = async (): Promise<boolean> => true
  return { vouching: startVouching({ witness, audit: { head: async () => HEAD }, write, post }), said }
}

describe('given an audit log that is being verified', () => {
  it('when the verification isn’t over, then nothing is done by what the rows say', async () => {
    const walked = Promise.withResolvers<boolean>()
    const { vouching: started, said } = vouching(walked.promise)
    let acted = false
    const asked = started.mayAct().then(() => {
      acted = true
    })
    const checkpoint = started.checkpoints.publish('stdout')
    await new Promise(setImmediate)
    expect([acted, said]).toEqual([false, []])
    walked.resolve(true)
    await Promise.all([asked, checkpoint])
    expect([acted, said]).toEqual([true, [HEAD]])
  })

  it.each([
    { what: 'it is whole', whole: true, found: {}, mayAct: true },
    { what: 'it isn’t', whole: false, found: {}, mayAct: false },
    {
      what: 'the database went back, where every key is held',
      whole: true,
      found: { goneBack: LACKS },
      mayAct: true,
    },
    {
      what: 'it went back and was written anew',
      whole: true,
      found: { goneBack: LACKS, rewritten: { seq: 3, cause: 'rewritten' as const } },
      mayAct: false,
    },
  ])('when $what, then whether newkey acts by the rows is $mayAct', async ({ whole, found, mayAct }) => {
    expect(await vouching(Promise.resolve(whole), found).vouching.mayAct()).toBe(mayAct)
  })

  it('when newkey is stopped before it is over, then nothing is done by the rows of one that went back', async () => {
    const { vouching: started } = vouching(Promise.resolve(false), { goneBack: LACKS })
    started.end()
    expect(await started.mayAct()).toBe(false)
  })
})
