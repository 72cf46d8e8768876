import type { Language } from '../src/core/rules/pack.ts'
import { offshoreKinds } from '../src/offshore/kinds.ts'
import { onshoreKinds } from '../src/onshore/kinds.ts'
import type { Report } from './report.ts'
import { type ReportSection, reportSections, reportText } from './reportText.ts'
import { dealtBytes, type Share } from './share.ts'
import { type ShareFound, type VerifyBundleParameters, verifyBundle, verifyShare } from './verifyBundle.ts'

export type { Language, Report, ReportSection, Share, ShareFound }
export { dealtBytes }

export type VerifyParameters = Omit<VerifyBundleParameters, 'kindsOnshore' | 'kindsOffshore'>

const kinds = { kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds }

/**
 * The verifier as a library: without server, database, network, clock or file. It is what `sluice verify` and verifier.html run.
 *
 * @example
 * import { textOf, verify } from 'sluice/verifier'
 * const report = verify({ bundle, trust })
 * process.stdout.write(textOf(report, 'zh-CN'))
 *
 * @returns the report; it never throws on a bundle, whatever its bytes
 * @throws {INPUT_INVALID} where the trust file is malformed
 */
export function verify(parameters: VerifyParameters): Report {
  return verifyBundle({ ...parameters, ...kinds })
}

/** One worker's part of a verification: see {@link verifyShare}. The first makes the report from what the others found. */
export function verifyPart(parameters: VerifyParameters & { readonly share: Share }): ReturnType<typeof verifyShare> {
  return verifyShare({ ...parameters, ...kinds })
}

/** The report in words. */
export function textOf(report: Report, language: Language): string {
  return reportText(report, language)
}

/** The report in parts, with tables of every posting and rule. */
export function sectionsOf(report: Report, language: Language): readonly ReportSection[] {
  return reportSections(report, language, { whole: true })
}
