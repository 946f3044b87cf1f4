import { playOnce } from './once.ts'
import { readOptions, USAGE } from './options.ts'

const ONCE = {
  ...{ command: '/newkey payments-svc', as: { name: 'ada', user: 'U0ADA00001' } },
  ...{ twilio: 'works', slack: 'works' },
} as const

const options = readOptions(process.argv.slice(2))
switch (options.kind) {
  case 'help':
    console.log(USAGE)
    break
  case 'wrong':
    console.error(`${options.wrong}.\n\n${USAGE}`)
    process.exitCode = 2
    break
  case 'once':
    process.exitCode = (await playOnce(options)) ? 0 : 1
    break
  case 'page':
    process.exitCode = (await playOnce(ONCE)) ? 0 : 1
    break
}
