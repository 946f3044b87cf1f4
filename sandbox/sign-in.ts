import type { Sandbox } from './sandbox.ts'

/**
 * Uses a key as its owner's code would. The bot has no part in it, so the request isn't among those that left it.
 * @returns the status of Twilio's answer; undefined where nobody answers
 */
export function signIn({ env, twilio, trouble }: Sandbox, sid: string, secret: string): number | undefined {
  if (trouble().twilio === 'down') return undefined
  const authorization = `Basic ${Buffer.from(`${sid}:${secret}`).toString('base64')}`
  const path = `/2010-04-01/Accounts/${env.TWILIO_ACCOUNT_SID}/Messages.json?PageSize=1`
  const fate = twilio.handle({ method: 'GET', path, headers: { authorization }, body: '' })
  return fate.kind === 'answer' ? fate.status : undefined
}
