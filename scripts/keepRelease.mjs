// Keeps the bundle of a release for test/upgrade: node scripts/keepRelease.mjs VERSION FOLDER (of a rehearsal that was run).
// The result beside it is what that bundle verifies to on the day of the release.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { resultOf } from '../sandbox/start/result.ts'

const [version, folder] = process.argv.slice(2)
if (version === undefined || folder === undefined) {
  process.stderr.write('usage: node scripts/keepRelease.mjs VERSION FOLDER\n')
  process.exit(2)
}
const text = readFileSync(join(folder, 'case.bundle'), 'utf8')
const { bundle: _, ...result } = resultOf({ caseId: '', bundle: '', text })
const target = join(import.meta.dirname, '../test/upgrade/bundles', version)
writeFileSync(`${target}.bundle.gz`, gzipSync(text, { level: 9 }))
writeFileSync(`${target}.result.json`, `${JSON.stringify(result, undefined, 2)}\n`)
