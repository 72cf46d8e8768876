import type { FiledBundle } from '../../../core/bundle/filed.ts'
import { SluiceError } from '../../../core/errors.ts'
import { type BundledPayout, payoutsOf } from '../../../onshore/distribution/payoutsOfBundle.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { withBundleFile } from '../bundle/withBundleFile.ts'
import type { Call } from '../command.ts'

/** Works on the bundle that a call names and the one distribution in it that is meant. @throws {NOT_FOUND} {INPUT_INVALID} */
export async function withPayout<T>(
  call: Call,
  work: (bundle: FiledBundle, payout: BundledPayout) => Promise<T> | T,
): Promise<T> {
  const file = call.words.text('bundle')
  if (file === undefined) throw new SluiceError('INPUT_INVALID', '--bundle: expected the bundle of the case.')
  useNativeEd25519()
  return withBundleFile(call.io, file, (bundle) => work(bundle, payoutOf(bundle, file, call.words.text('root'))))
}

function payoutOf(bundle: FiledBundle, file: string, root: string | undefined): BundledPayout {
  const found = payoutsOf(bundle).filter((each) => root === undefined || each.root === root)
  const roots = [...new Set(found.map((each) => each.root))]
  if (roots.length === 0)
    throw new SluiceError(
      'NOT_FOUND',
      `${file}: no distribution to claimants${root === undefined ? '' : ` with the root ${root}`}.`,
    )
  if (roots.length > 1)
    throw new SluiceError('INPUT_INVALID', `${file}: several distributions; name one with --root: ${roots.join(', ')}.`)
  return found[0]!
}
