/**
 * The clicks that newkey has accepted. Each counts once, however often its signed bytes arrive.
 * Every method throws NewkeyError `store_failed`.
 */
export interface Clicks {
  /**
   * Records a click durably, before anything is done about it. A click that was recorded and then lost in a crash has to
   * be made again: each press is a new click.
   * @param payloadDigest identifies the click, however often Slack sends it: a SHA-256 in hexadecimal
   * @returns `again` if this click was recorded before
   */
  record(payloadDigest: string): Promise<'new' | 'again'>

  /**
   * Forgets the clicks that were recorded before the previous call. Called once an hour, it remembers each for at least
   * an hour, whatever the clock says. By then a signed HTTP request has long been refused as stale (Slack docs: "Verifying
   * requests from Slack").
   */
  forget(): Promise<void>
}
