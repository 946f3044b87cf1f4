import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

// Adds up Jest's results. A file that didn't run counts as failed, and so does a test that was skipped for another
// reason than the vendors' contracts, or for any where they were there. A container may forbid a namespace of its own,
// and nothing that is installed changes that, so such a skip is only named.
const sum = { passed: 0, failed: 0 }
for (const file of process.argv.slice(2)) {
  const results = JSON.parse(readFileSync(file, 'utf8'))
  const skipped = results.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => !['passed', 'failed'].includes(status))
    .map(({ fullName }) => fullName)
    .filter(
      (name) => basename(file) === 'contracts.json' || !/\[needs the vendors’ contracts .*\]$/.test(name),
    )
  for (const name of skipped) process.stderr.write(`skipped in ${basename(file, '.json')}: ${name}\n`)
  const forbidden = skipped.filter((name) => /\[needs a PID namespace.*\]$/.test(name))
  if (forbidden.length > 0)
    process.stderr.write('*** This machine forbids PID namespaces: nothing ran as process 1. ***\n')
  sum.passed += results.numPassedTests
  sum.failed += results.numFailedTests + results.numRuntimeErrorTestSuites + skipped.length - forbidden.length
}
// No results at all are no success.
if (sum.passed === 0 || sum.failed > 0) process.exitCode = 1
process.stdout.write(`${sum.passed} passed, ${sum.failed} failed\n`)
