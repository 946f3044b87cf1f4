import type { SlackWorkspace } from '../sandbox/slack/workspace.ts'
import type { TwilioAccount } from '../sandbox/twilio/account.ts'

/** Keys in the account that newkey has nothing to do with. */
export interface Foreign {
  readonly sids: readonly string[]
  /** The account as far as newkey has to do with it. */
  readonly others: Pick<TwilioAccount, 'exchanges' | 'keys'>
  /** What newkey did to them: they are never deleted, and shown to nobody as a key that was just made. */
  touched(slack: Pick<SlackWorkspace, 'exchanges'>): string[]
}

/** Puts keys into the account that somebody made in the Console, long ago. */
export function addForeign(twilio: Pick<TwilioAccount, 'exchanges' | 'keys'>): Foreign {
  const at = Date.UTC(2025, 10, 24)
  const sids = ['payroll', 'legacy'].map((name, number) => {
    const sid = `SK${String(number).repeat(32)}`
    twilio.keys.set(sid, { sid, friendlyName: name, dateCreated: at, dateUpdated: at, secret: `of ${name}` })
    return sid
  })
  return {
    sids,
    others: {
      exchanges: twilio.exchanges,
      get keys() {
        return new Map([...twilio.keys].filter(([sid]) => !sids.includes(sid)))
      },
    },
    touched: (slack) =>
      sids.flatMap((sid) => [
        ...(twilio.keys.has(sid) ? [] : [`${sid}, somebody else’s, was deleted`]),
        ...(slack.exchanges.some(({ request }) => request.body.includes(`TWILIO_API_KEY=${sid}`))
          ? [`${sid}, somebody else’s, was shown`]
          : []),
      ]),
  }
}
