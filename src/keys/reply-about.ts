import type { Subject } from '../domain/messages.ts'
import type { ReplyTo } from '../domain/notices.ts'
import type { Services } from './ports.ts'

/**
 * Says how a request or a key stands where somebody pressed a button. If Slack accepts it, it is owed to them no more.
 * @returns whether Slack accepted it
 * @throws NewkeyError `store_failed`
 */
export async function replyAbout(
  { slack, store }: Services,
  subject: Subject,
  replyTo: ReplyTo,
): Promise<boolean> {
  if (!(await slack.notices.reply(subject, replyTo))) return false
  await store.messages.sent(subject, 'ending')
  return true
}
