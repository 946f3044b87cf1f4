/**
 * Which clicks have been taken, so that each counts once, however often its signed bytes come.
 * Every method throws NewkeyError `store_failed`.
 */
export interface Clicks {
  /**
   * Notes a click durably, before anything is done about it. Whoever presses again makes a click of its own, so one that
   * was noted and then lost to a crash costs another press.
   * @param delivery what tells this delivery from every other: a SHA-256 in hexadecimal
   */
  note(delivery: string): Promise<'new' | 'again'>

  /**
   * Forgets the clicks that were noted before the last call. Called once an hour, it keeps each for an hour at least,
   * whatever the clock says; a signed request is refused as stale long before (Slack docs: "Verifying requests from Slack").
   */
  forget(): Promise<void>
}
