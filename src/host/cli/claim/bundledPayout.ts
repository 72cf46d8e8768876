import type { FiledBundle } from '../../../core/bundle/filed.ts'
import { type BundledPayout, payoutsOf } from '../../../onshore/distribution/payoutsOfBundle.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { withBundleFile } from '../bundle/withBundleFile.ts'
import { callError } from '../callFaults/callFault.ts'
import type { Call } from '../command.ts'

/** Works on the bundle that a call names and the one distribution in it that is meant. @throws {NOT_FOUND} {INPUT_INVALID} */
export async function withPayout<T>(
  call: Call,
  work: (bundle: FiledBundle, payout: BundledPayout) => Promise<T> | T,
): Promise<T> {
  const file = call.words.text('bundle')
  if (file === undefined) throw callError('CLAIM_BUNDLE')
  useNativeEd25519()
  return withBundleFile(call.io, file, (bundle) => work(bundle, payoutOf(bundle, file, call.words.text('root'))))
}

function payoutOf(bundle: FiledBundle, file: string, root: string | undefined): BundledPayout {
  const found = payoutsOf(bundle).filter((each) => root === undefined || each.root === root)
  const roots = [...new Set(found.map((each) => each.root))]
  if (roots.length === 0)
    throw root === undefined
      ? callError('CLAIM_NO_PAYOUT', { file }, { as: 'NOT_FOUND' })
      : callError('CLAIM_NO_ROOT', { file, root }, { as: 'NOT_FOUND' })
  if (roots.length > 1) throw callError('CLAIM_SEVERAL', { file, roots: roots.join(', ') })
  return found[0]!
}
