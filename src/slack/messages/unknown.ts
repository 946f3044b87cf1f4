import type { UnknownCause } from '../../domain/causes.ts'
import type { RequestIn } from '../../domain/request.ts'
import { code, named, type Words } from './rich-text.ts'

/** Why newkey doesn't know whether a key was created, and what to do. */
export function whyUnknown(request: RequestIn<'unknown'>): Words {
  const words: Record<UnknownCause, string> = {
    interrupted: 'newkey was interrupted while asking Twilio for the key',
    twilio_error: 'Twilio failed while creating the key',
    twilio_silent: 'Twilio didn’t answer in time',
    twilio_cut_off: 'the connection to Twilio broke before its answer was complete',
    twilio_unreadable: 'newkey couldn’t read Twilio’s answer',
    twilio_other_key: 'Twilio’s answer named a key that can’t be the one you asked for',
  }
  return [
    `${words[request.cause]}. A key named `,
    named(request.name),
    ' may exist, but nobody has seen its secret. newkey is looking for it. If it finds a key, it’ll ask another ',
    'member of your group whether to delete it. You can ask again now. The id of this request is ',
    code(request.id),
    '.',
  ]
}
