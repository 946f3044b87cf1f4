import { useId } from 'preact/hooks'
import type { Block } from '../../slack/blocks.ts'

type InputBlock = Extract<Block, { type: 'input' }>

/** How an input is named in its form: by block and element, as Slack's own state is. */
export const nameOf = ({ block_id, element }: InputBlock): string =>
  JSON.stringify([block_id, element.action_id])

/** One thing to fill in. */
export function Input({ block, wrong }: { readonly block: InputBlock; readonly wrong: string | undefined }) {
  const id = useId()
  const about = [wrong !== undefined && `${id}-wrong`, block.hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div class="field">
      <label for={id}>
        {block.label.text} {block.optional && <small>(optional)</small>}
      </label>
      <Element block={block} id={id} about={about} invalid={wrong !== undefined} />
      {wrong !== undefined && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      {block.hint && (
        <p class="hint" id={`${id}-hint`}>
          {block.hint.text}
        </p>
      )}
    </div>
  )
}

function Element({
  block,
  id,
  about,
  invalid,
}: {
  readonly block: InputBlock
  readonly id: string
  readonly about: string
  readonly invalid: boolean
}) {
  const { element, optional = false } = block
  const marks = {
    id,
    name: nameOf(block),
    required: !optional,
    'aria-invalid': invalid,
    'aria-describedby': about === '' ? undefined : about,
  }
  if (element.type === 'static_select')
    return (
      <select {...marks}>
        {!element.initial_option && <option value="">{element.placeholder?.text ?? 'Choose one'}</option>}
        {element.options.map(({ value, text }) => (
          <option key={value} value={value} selected={value === element.initial_option?.value}>
            {text.text}
          </option>
        ))}
      </select>
    )
  const text = {
    ...marks,
    placeholder: element.placeholder?.text,
    minLength: element.min_length,
    maxLength: element.max_length,
    defaultValue: element.initial_value,
    autoComplete: 'off',
    dir: 'auto' as const,
  }
  return element.multiline ? <textarea rows={3} {...text} /> : <input type="text" {...text} />
}
