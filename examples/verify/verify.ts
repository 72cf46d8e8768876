// Verifies a bundle with the library alone, and prints the first lines of its report in Chinese.
//   node examples/verify/verify.ts [FILE]
// Without FILE it takes the bundle of 0.1.0 that the tests keep.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { sectionsOf, verify } from 'sluice/verifier'

const kept = new URL('../../test/upgrade/bundles/0.1.0.bundle.gz', import.meta.url)
const [, , file] = process.argv
const bundle = file === undefined ? gunzipSync(readFileSync(kept)).toString('utf8') : readFileSync(file, 'utf8')
const report = verify({ bundle })
const [answer] = sectionsOf(report, 'zh-CN')
console.log([answer!.title, ...answer!.lines].join('\n'))
console.log(`${report.counts.replayed}/${report.counts.entries} ${report.holds ? 'holds' : 'fails'}`)
process.exitCode = report.holds ? 0 : 1
