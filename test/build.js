import { execFileSync } from 'node:child_process'

/** Compiles the program once, before the tests that run it as a process of its own. */
export default function build() {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
