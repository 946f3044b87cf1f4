import type { RequestId } from '../ids.ts'
import type { Instant, TwilioKey } from './key.ts'
import type { RequestIn } from './request.ts'

/** The durable part of looking for keys that requests with an unknown outcome may have made. */
export interface Searches {
  /**
   * Takes the searches that are due: nobody else gets them for a minute. One that is put off for longer than any search
   * ever is was put off by a wrong clock, and is due.
   * @returns each request with how often it has been searched for
   */
  take(): Promise<ReadonlyArray<{ readonly request: RequestIn<'unknown'>; readonly searches: number }>>

  /** A search is done: the next one is at `next`, or there is none. */
  done(request: RequestIn<'unknown'>, next: Instant | undefined): Promise<void>

  /**
   * Records a key, under the name that Twilio gives it, as one that the request may have made: a request of its own, in
   * `held`, which names this one as its origin. A person decides about it.
   * @returns `known` when another record has the key; `undecided` while another request may be making it
   */
  hold(
    request: RequestIn<'unknown'>,
    key: Pick<TwilioKey, 'sid' | 'name' | 'createdAt'>,
    id: RequestId,
  ): Promise<RequestIn<'held'> | 'known' | 'undecided'>
}
