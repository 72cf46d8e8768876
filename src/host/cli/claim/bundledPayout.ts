import { type Bundle, bundleLimits } from '../../../core/bundle/bundle.ts'
import { readBundle } from '../../../core/bundle/readBundle.ts'
import { SluiceError } from '../../../core/errors.ts'
import { type BundledPayout, payoutsOf } from '../../../onshore/distribution/payoutsOfBundle.ts'
import { useNativeEd25519 } from '../../log/nativeEd25519.ts'
import { useNativeSha256 } from '../../log/nativeHash.ts'
import { readShared, sharedSource } from '../bundle/sharedBytes.ts'
import type { Call } from '../command.ts'

/** The bundle that a call names and the one distribution in it that is meant. @throws {NOT_FOUND} {INPUT_INVALID} */
export async function bundledPayout(call: Call): Promise<{ readonly bundle: Bundle; readonly payout: BundledPayout }> {
  const file = call.words.text('bundle')
  if (file === undefined) throw new SluiceError('INPUT_INVALID', '--bundle: expected the bundle of the case.')
  useNativeSha256()
  useNativeEd25519()
  const bundle = readBundle(sharedSource(await readShared(call.io, file, bundleLimits.bytesMax)))
  const root = call.words.text('root')
  const found = payoutsOf(bundle).filter((each) => root === undefined || each.root === root)
  const roots = [...new Set(found.map((each) => each.root))]
  if (roots.length === 0)
    throw new SluiceError(
      'NOT_FOUND',
      `${file}: no distribution to claimants${root === undefined ? '' : ` with the root ${root}`}.`,
    )
  if (roots.length > 1)
    throw new SluiceError('INPUT_INVALID', `${file}: several distributions; name one with --root: ${roots.join(', ')}.`)
  return { bundle, payout: found[0]! }
}
