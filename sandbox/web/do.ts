import type { PageAction, Said } from '../page/actions.ts'
import type { Values } from '../slack/view-payload.ts'
import type { PressHandler } from './blocks/press.tsx'

const LOST: Said = { ok: false, says: 'The sandbox doesn’t answer. Is it still running?' }

/** Has something done, and resolves to what is said about it. */
export async function act(action: PageAction): Promise<Said> {
  try {
    const answer = await fetch('/do', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    })
    return answer.ok ? await answer.json() : { ok: false, says: 'The sandbox couldn’t do that.' }
  } catch {
    return LOST
  }
}

/** What pressing something in blocks does. @param where the message or the view that they are in */
export function pressing(
  where: { readonly ts: string } | { readonly view: string },
  me: string,
  values: () => Values = () => ({}),
): PressHandler {
  return async (action, option) => {
    const pressed = { me, action, ...(option !== undefined && { option }) }
    const asked: PageAction =
      'ts' in where
        ? { do: 'press', ...where, ...pressed }
        : { do: 'press_in_view', ...where, ...pressed, values: values() }
    return (await act(asked)).says
  }
}
