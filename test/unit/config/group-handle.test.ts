import { describe, expect, it } from '@jest/globals'
import { refuseHandle } from '../../../src/config/group-handle.ts'

describe('given a group that is named by its handle', () => {
  it.each(['@platform', '@key-audit_2.0', '@größe', '@開発'])(
    'when it is %s, then it is repeated',
    (handle) => {
      expect(refuseHandle(handle, 'S0PLATFORM')).toContain(`write S0PLATFORM instead of ${handle};`)
      expect(refuseHandle(handle, undefined)).toContain(
        `write the id of the group (S…) instead of ${handle};`,
      )
    },
  )

  it.each([
    '@xoxb-1-2-abc',
    '@xapp-1-a-2',
    `@${'0123456789abcdef'.repeat(2)}`,
    '@Token',
    '@a b',
    '@<!channel>',
    `@${'a'.repeat(41)}`,
    '@',
    '@\u001b[2J',
  ])('when it is %j, which is no handle, then it isn’t repeated', (handle) => {
    expect(refuseHandle(handle, undefined)).toBe(
      'APPROVED_USER_GROUPS: write the id of the group (S…) instead of the entry that begins with @; a handle can be taken over by renaming a group.',
    )
  })
})
