import { writeBundle } from '../../../src/core/bundle/writeBundle.ts'
import { saidOf } from '../../../src/core/flaws/flaw.ts'
import { initCedar } from '../../../src/core/rules/cedar.ts'
import { offshoreKinds } from '../../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../../src/onshore/kinds.ts'
import { reportSections } from '../../../verifier/reportText.ts'
import { verifyBundle } from '../../../verifier/verifyBundle.ts'
import type { VerifyAnswer, VerifyRequest, VerifySummary } from './messages.ts'

/** The court's verifier in a thread of this page: the same code as on the command line, with no network of its own. */
const say = (answer: VerifyAnswer): void => self.postMessage(answer)

self.addEventListener('message', ({ data }: MessageEvent<VerifyRequest>) => {
  try {
    initCedar(data.wasm)
    say({ type: 'result', summary: verify(data) })
  } catch (error) {
    say({ type: 'failed', said: saidOf(error) })
  }
})

function verify({ parts, bundle: given, trust }: VerifyRequest): VerifySummary {
  const bundle = given ?? writeBundle(parts ?? [])
  const progress = (done: number, total: number): void => {
    if (done % 10 === 0 || done === total) say({ type: 'progress', done, total })
  }
  const report = verifyBundle({
    bundle,
    kindsOnshore: onshoreKinds,
    kindsOffshore: offshoreKinds,
    progress,
    ...(trust === undefined ? {} : { trust }),
  })
  return {
    holds: report.holds,
    signersIdentified: report.signersIdentified,
    ...report.counts,
    zones: report.zones,
    bundle,
    sections: {
      'zh-CN': reportSections(report, 'zh-CN'),
      'zh-HK': reportSections(report, 'zh-HK'),
      en: reportSections(report, 'en'),
    },
  }
}
