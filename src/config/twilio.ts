import { type AccountSid, isAccountSid, isKeySid } from '../ids.ts'
import { Secret } from '../secret.ts'
import type { TwilioSettings } from '../twilio/v2010/issuer.ts'
import type { Settings } from './settings.ts'

/** Reads the account, its region and the credential that creates keys. @returns undefined after reporting a problem */
export function readTwilio(settings: Settings): TwilioSettings | undefined {
  const api = readApi(settings)
  const account = readAccount(settings)
  const login = readLogin(settings, account)
  if (api.url === undefined || account === undefined || login === undefined) return undefined
  return {
    url: api.url,
    account,
    region: api.region,
    user: login.user,
    password: login.password,
  }
}

/** The address and region of Twilio's API. Regions other than `us1` have their own address (Twilio docs: "Global infrastructure"). */
function readApi(settings: Settings): { readonly url: string | undefined; readonly region: string } {
  const region = settings.get('TWILIO_REGION')
  const edge = settings.get('TWILIO_EDGE')
  if ((region === undefined) !== (edge === undefined))
    settings.problem('TWILIO_REGION and TWILIO_EDGE belong together: set both or neither.')
  for (const part of [region, edge])
    if (part !== undefined && !/^[a-z0-9-]{2,30}$/.test(part))
      settings.problem('TWILIO_REGION and TWILIO_EDGE must be names such as ie1 and dublin.')
  const host = region && edge ? `https://api.${edge}.${region}.twilio.com` : 'https://api.twilio.com'
  return { url: settings.address('TWILIO_API_URL', host), region: region ?? 'us1' }
}

function readAccount(settings: Settings): AccountSid | undefined {
  const account = settings.get('TWILIO_ACCOUNT_SID')
  if (account !== undefined && isAccountSid(account)) return account
  return settings.problem(
    'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits. Find it in the Twilio Console.',
  )
}

/** Either the account's auth token, or a Main key with its secret, but not both. */
function readLogin(
  settings: Settings,
  account: AccountSid | undefined,
): Pick<TwilioSettings, 'user' | 'password'> | undefined {
  const authToken = settings.get('TWILIO_AUTH_TOKEN')
  const key = settings.get('TWILIO_API_KEY')
  const keySecret = settings.get('TWILIO_API_SECRET')
  const hasKey = key !== undefined || keySecret !== undefined
  const isPair = key !== undefined && isKeySid(key) && keySecret !== undefined

  if ((authToken !== undefined) === hasKey)
    settings.problem('Set either TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET (a Main key).')
  if (hasKey && !isPair)
    settings.problem('TWILIO_API_KEY (SK and 32 hexadecimal digits) and TWILIO_API_SECRET belong together.')
  if (authToken !== undefined) return account && { user: account, password: new Secret(authToken) }
  return isPair ? { user: key, password: new Secret(keySecret) } : undefined
}
