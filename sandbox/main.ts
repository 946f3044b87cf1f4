import { playOnce } from './once.ts'
import { readOptions, USAGE } from './options.ts'
import { showPage } from './page/show.ts'

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
    process.exitCode = await showPage(options)
    break
}
