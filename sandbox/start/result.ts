import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { bytesToHex } from '../../src/core/record/hash.ts'
import { parseCheckpoint } from '../../src/core/record/log/checkpoint.ts'
import { parseNote } from '../../src/core/record/log/note.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'

/** The one object of `--json`: everything read from the bundle again, nothing remembered from the run. */
export function resultOf(parameters: { readonly caseId: string; readonly bundle: string; readonly text: string }) {
  const { caseId, bundle, text } = parameters
  const report = verifyBundle({ bundle: text, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })
  const roots = Object.fromEntries(
    readBundle(text).zones.map((part) => [
      part.kind,
      bytesToHex(parseCheckpoint(parseNote(part.checkpoint).text).root),
    ]),
  )
  const { stages, holdings, money, account, holds, faults } = report
  return {
    case: caseId,
    stages,
    holdings,
    money,
    account,
    bundle,
    verified: holds,
    roots,
    ...(holds ? {} : { faults: faults.slice(0, 5) }),
  }
}
