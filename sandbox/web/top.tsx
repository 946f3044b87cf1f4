import { Logo } from './icons.tsx'

/** What this is, and that nothing in it is real. */
export function Top({ lost, grid }: { readonly lost: string | undefined; readonly grid: boolean }) {
  return (
    <header class="top">
      <h1>
        <Logo /> newkey <span>sandbox</span>
      </h1>
      <p class="unreal">
        <strong>Nothing here is real:</strong> newkey runs between a simulated Slack and a simulated Twilio.
        Nothing leaves this machine.{grid && ' The workspace belongs to an organisation (Enterprise Grid).'}
      </p>
      {lost !== undefined && (
        <p class="lost" role="alert">
          {lost}
        </p>
      )}
    </header>
  )
}
