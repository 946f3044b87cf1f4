import type { Names } from '../../page/view.ts'
import type { Block } from '../../slack/blocks.ts'
import { Input } from './input.tsx'
import { Pressables, type PressHandler } from './press.tsx'
import { RichTextPart } from './rich-text.tsx'
import { Text } from './text.tsx'

const NOTHING: ReadonlyMap<string, string> = new Map()

/** Blocks as Slack draws them, and no others than newkey uses. `wrong` says by block what is wrong with an input. */
export function Blocks({
  blocks,
  names,
  press,
  wrong = NOTHING,
}: {
  readonly blocks: readonly Block[]
  readonly names: Names
  readonly press: PressHandler
  readonly wrong?: ReadonlyMap<string, string>
}) {
  return (
    <>
      {blocks.map((block, at) => (
        <div class={`block ${block.type}`} key={block.block_id ?? at}>
          {draw(block, names, press, wrong)}
        </div>
      ))}
    </>
  )
}

function draw(block: Block, names: Names, press: PressHandler, wrong: ReadonlyMap<string, string>) {
  switch (block.type) {
    case 'header':
      return <h3>{block.text.text}</h3>
    case 'section':
      return <Text words={block.text} names={names} />
    case 'context':
      return block.elements.map((words, at) => <Text key={at} words={words} names={names} />)
    case 'divider':
      return <hr />
    case 'rich_text':
      return block.elements.map((part, at) => <RichTextPart key={at} part={part} names={names} />)
    case 'actions':
      return <Pressables elements={block.elements} press={press} />
    case 'input':
      return <Input block={block} wrong={wrong.get(block.block_id ?? '')} />
  }
}
