import type { View } from '../../page/view.ts'
import { Trouble } from '../trouble.tsx'
import { Keys } from './keys.tsx'
import { Paths } from './paths.tsx'
import { Records } from './records.tsx'
import { Requests } from './requests.tsx'

/** What happened, as it happens, and what can be made to go wrong. */
export function Happened({ view }: { readonly view: View }) {
  return (
    <section class="right" aria-label="Behind the scenes">
      <Paths steps={view.steps} paths={view.paths} />
      <Trouble view={view} />
      <div class="lists">
        <Requests requests={view.requests} carried={view.carried} />
        <Records records={view.records} />
        <Keys keys={view.keys} trouble={view.trouble.twilio} />
      </div>
    </section>
  )
}
