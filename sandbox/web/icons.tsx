import type { ComponentChildren } from 'preact'

function Icon({ children, size = 16 }: { readonly children: ComponentChildren; readonly size?: number }) {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {children}
    </svg>
  )
}

export const KeyMark = () => (
  <Icon size={20}>
    <circle cx="8" cy="16" r="4" />
    <path d="M11 13 20 4M16.5 7.5l3 3" />
  </Icon>
)
export const Logo = () => (
  <span class="logo">
    <KeyMark />
  </span>
)
export const Eye = () => (
  <Icon size={13}>
    <path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12Z" />
    <circle cx="12" cy="12" r="2.8" />
  </Icon>
)
export const Send = () => (
  <Icon>
    <path d="M4 12 20 4l-4.5 16-4-6.5L4 12Z" />
  </Icon>
)
export const Done = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)
export const Stop = () => (
  <Icon>
    <path d="m7 7 10 10M17 7 7 17" />
  </Icon>
)
export const Unsure = () => (
  <Icon>
    <path d="M9 9.2a3 3 0 1 1 4.4 2.7c-.9.5-1.4 1-1.4 2.1M12 17.6v.1" />
  </Icon>
)
export const Pause = () => (
  <Icon>
    <path d="M9 7v10M15 7v10" />
  </Icon>
)
export const Chain = () => (
  <Icon size={13}>
    <path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.2 1.2M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.2-1.2" />
  </Icon>
)
export const Bubble = () => (
  <Icon size={20}>
    <path d="M4 5h16v11H9l-5 4V5Z" />
  </Icon>
)
export const People = () => (
  <Icon size={20}>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M3 19c.6-3.4 3-5 6-5s5.400 1.600 6 5M16 5.200a3.500 3.500 0 0 1 0 5.800M18 14.400c1.700.7 2.700 2.200 3 4.600" />
  </Icon>
)
export const Path = () => (
  <Icon size={20}>
    <circle cx="5" cy="12" r="2.200" />
    <circle cx="19" cy="12" r="2.200" />
    <path d="M7.500 12h9" />
  </Icon>
)
export const Bolt = () => (
  <Icon size={20}>
    <path d="M13 3 5 13.500h6L10.500 21 19 10.500h-6L13 3Z" />
  </Icon>
)
