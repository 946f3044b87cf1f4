import { type AccountSid, isAccountSid, isKeySid } from '../ids.ts'
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
  if (!isPlace(region)) settings.problem('TWILIO_REGION must be a name such as ie1.')
  if (!isPlace(edge)) settings.problem('TWILIO_EDGE must be a name such as dublin.')
  const host = region && edge ? `https://api.${edge}.${region}.twilio.com` : 'https://api.twilio.com'
  return { url: settings.address('TWILIO_API_URL', host), region: region ?? 'us1' }
}

const isPlace = (name: string | undefined): boolean => name === undefined || /^[a-z0-9-]{2,30}$/.test(name)

function readAccount(settings: Settings): AccountSid | undefined {
  const account = settings.get('TWILIO_ACCOUNT_SID')
  if (account !== undefined && isAccountSid(account)) return account
  return settings.problem(
    'TWILIO_ACCOUNT_SID must be AC and 32 hexadecimal digits. Find it in the Twilio Console.',
  )
}

/** Twilio's are letters and digits. Quotation marks, blanks and `#` come from the file that the setting stands in. */
const CREDENTIAL = /^[!$-&(-_a-~]+$/
const LIKE = 'one word of letters and digits'

/** Either the account's auth token, or a Main key with its secret, but not both. */
function readLogin(
  settings: Settings,
  account: AccountSid | undefined,
): Pick<TwilioSettings, 'user' | 'password'> | undefined {
  const hasToken = settings.isGiven('TWILIO_AUTH_TOKEN')
  const hasSecret = settings.isGiven('TWILIO_API_SECRET')
  const hasKey = settings.isGiven('TWILIO_API_KEY')
  const key = settings.get('TWILIO_API_KEY')
  const isPair = hasSecret && hasKey && (key === undefined || isKeySid(key))

  if (hasToken === (hasKey || hasSecret))
    settings.problem('Set either TWILIO_AUTH_TOKEN, or TWILIO_API_KEY with TWILIO_API_SECRET (a Main key).')
  if ((hasKey || hasSecret) && !isPair)
    settings.problem('TWILIO_API_KEY (SK and 32 hexadecimal digits) and TWILIO_API_SECRET belong together.')
  const where = 'the Twilio Console'
  const secret = hasSecret ? settings.credential('TWILIO_API_SECRET', CREDENTIAL, LIKE, where) : undefined
  if (hasToken) {
    const password = settings.credential('TWILIO_AUTH_TOKEN', CREDENTIAL, LIKE, where)
    return account && password && { user: account, password }
  }
  return key !== undefined && isKeySid(key) && secret ? { user: key, password: secret } : undefined
}
