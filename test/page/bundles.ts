import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { objections } from '../../bench/record/largeCase.ts'
import { cutFor } from '../../src/core/bundle/cutFor.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import type { CutReader } from '../../src/core/bundle/readers.ts'
import { encodeBundle } from '../../src/core/bundle/writeBundle.ts'
import { openBareCase } from '../simulation/openBareCase.ts'
import { openListed } from '../simulation/openFront.ts'
import { simulate } from '../simulation/simulate.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'

/** A whole case of release 0.1.0. */
export function wholeBundle(): string {
  return gunzipSync(readFileSync(join(import.meta.dirname, '../upgrade/bundles/0.1.0.bundle.gz'))).toString('utf8')
}

export function bundleFor(reader: CutReader): string {
  return encodeBundle(cutFor({ bundle: readBundle(wholeBundle()), reader }))
}

/** A case of which everybody signs with SM2 and whose logs hash with SM3. */
export async function smBundle(): Promise<string> {
  const sim = await simulate({ seed: 'sm-court' })
  await openListed(sim, { measure: 'seized', startsOn: '2026-03-02' })
  return simulatedBundle(sim)
}

/** A case of which so many entries are signed by people: objections to claims and what the court decided. */
export async function signedBundle(signed: number): Promise<string> {
  const sim = await simulate({ seed: 'page' })
  await openBareCase(sim)
  await objections(sim, signed)
  return simulatedBundle(sim)
}

/** The whole case with the salt of each leaf changed: nothing stands in its place any more, and there is much to tell. */
export function brokenBundle(): string {
  const bundle = readBundle(wholeBundle())
  const other = (salt: string): string => (salt.startsWith('0') ? '1' : '0') + salt.slice(1)
  const zones = bundle.zones.map((zone) => ({
    ...zone,
    streams: zone.streams.map((stream) => ({
      ...stream,
      entries: stream.entries.map((row) => ({ ...row, entry: { ...row.entry, salt: other(row.entry.salt) } })),
    })),
  }))
  return encodeBundle({ ...bundle, zones })
}
