import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { resultOf } from '../../sandbox/start/result.ts'

/**
 * Bundles of every release. A released machine is not edited: each bundle verifies for ever to the same stages, money and roots. A bundle that fails
 * here was not made wrong; the machine was changed where the next one should have been put beside it.
 */
const folder = join(import.meta.dirname, 'bundles')
const releases = readdirSync(folder)
  .filter((name) => name.endsWith('.bundle.gz'))
  .map((name) => name.slice(0, -'.bundle.gz'.length))

test('there is a bundle of each release', () => {
  expect(releases).toContain('0.1.0')
})

test.each(releases)('the bundle of %s verifies to what it verified to then', (release) => {
  const text = gunzipSync(readFileSync(join(folder, `${release}.bundle.gz`))).toString('utf8')
  const { bundle: _, ...result } = resultOf({ caseId: '', bundle: '', text })
  expect(result.verified).toBe(true)
  const { case: __, ...then } = JSON.parse(
    readFileSync(join(folder, `${release}.result.json`), 'utf8'),
  ) as typeof result
  const { case: ___, ...now } = result
  // All that was said then is said now; what the report has learnt to say since may stand beside it.
  expect(JSON.parse(JSON.stringify(now))).toMatchObject(then)
})
