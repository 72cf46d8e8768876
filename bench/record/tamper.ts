/**
 * The many changes of `test/tamper` in slices, so that ten thousand can be made on a machine that has other work: each slice goes into one result, which
 * says what is done and what was missed. A change follows from the seed and its number alone.
 *
 *     node bench/record/tamper.ts CASE.bundle RESULT.json [TO [SEED]]     # CASE.bundle: of `npm start -- --once --seed 7`
 *
 * Beside the result stands RESULT.json.simulated, the second case, until the last slice is made.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { hashText } from '../../src/core/record/hash.ts'
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'
import { simulateToTest } from '../../test/support/simulatedBundle.ts'
import { basesOf } from '../../test/tamper/bases.ts'
import { manyChanges, type Outcome } from '../../test/tamper/many.ts'

interface Result {
  readonly seed: string
  /** SHA-256 of the rehearsed bundle and of the simulated one. */
  readonly bundles: readonly string[]
  /** Changes made so far: those with numbers below it. */
  done: number
  readonly found: Record<string, number>
  /** Changed only what is not shown, so that there was nothing to find. */
  notShown: number
  readonly missed: Outcome[]
  processorSeconds: number
}

const sliceChanges = 100

const [file, into, to = '10000', seed = '1'] = process.argv.slice(2)
if (file === undefined || into === undefined) {
  console.error('node bench/record/tamper.ts CASE.bundle RESULT.json [TO [SEED]]')
  process.exit(2)
}
useNativeSha256()
useNativeEd25519()
const rehearsed = readFileSync(file, 'utf8')
// A simulation's bytes name the ports that its world got: it is kept, for the slices of another process must change the same bytes.
const kept = `${into}.simulated`
const simulated = existsSync(kept) ? readFileSync(kept, 'utf8') : await simulateToTest('9')
if (!existsSync(kept)) writeFileSync(kept, simulated)
const bases = basesOf({ rehearsed, simulated })
const bundles = [rehearsed, simulated].map(hashText)
const result: Result = existsSync(into)
  ? (JSON.parse(readFileSync(into, 'utf8')) as Result)
  : { seed, bundles, done: 0, found: {}, notShown: 0, missed: [], processorSeconds: 0 }
if (result.seed !== seed || result.bundles.join() !== bundles.join())
  throw new TypeError(`${into} is of another seed or of other bundles: name another file`)
while (result.done < Number(to)) {
  const used = process.cpuUsage()
  const until = Math.min(Number(to), result.done + sliceChanges)
  for (const outcome of manyChanges({ bases, seed, from: result.done, to: until, fullEvery: 25 })) {
    if (outcome.missed !== undefined) result.missed.push(outcome)
    else if (outcome.found === undefined) result.notShown++
    else result.found[outcome.found] = (result.found[outcome.found] ?? 0) + 1
  }
  result.done = until
  const { user, system } = process.cpuUsage(used)
  result.processorSeconds = Math.round(result.processorSeconds + (user + system) / 1e6)
  writeFileSync(`${into}.new`, `${JSON.stringify(result, undefined, 2)}\n`)
  renameSync(`${into}.new`, into)
  console.error(`${result.done} of ${to}: ${result.missed.length} missed, ${result.processorSeconds} s of processor`)
}
process.exit(result.missed.length === 0 ? 0 : 1)
