import { KeyMark } from './icons.tsx'

/** A face: the first letter of a name, or newkey's key. */
export function Avatar({ name, small = false }: { readonly name: string; readonly small?: boolean }) {
  return (
    <span class={`avatar ${name.toLowerCase()} ${small ? 'small' : ''}`} aria-hidden="true">
      {name === 'newkey' ? <KeyMark /> : name[0]}
    </span>
  )
}
