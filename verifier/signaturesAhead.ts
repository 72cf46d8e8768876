import { type BundleInput, sourceOf } from '../src/core/bundle/byteSource.ts'
import { openBundle } from '../src/core/bundle/openBundle.ts'
import { actionDigestInput, normalAction, type SignedAction } from '../src/core/case/action.ts'
import { actionOf } from '../src/core/case/machine.ts'
import type { Entry } from '../src/core/record/entry.ts'
import { type SignedText, verifyEd25519Ahead } from '../src/core/record/log/keys.ts'
import { type Paper, paperDigest } from '../src/core/record/paper.ts'
import { createCollector } from './collector.ts'
import { createWork, type Share } from './share.ts'

/** How many signatures are with the host at once. */
const atOnce = 256

/**
 * Has the Ed25519 signatures under a share's actions and papers looked at by a host that answers later, before the share is verified: then the portable
 * check finds most of them known. It decides nothing and tells nothing: what cannot be read here is told where it is verified.
 *
 * @returns how many signatures were handed over
 */
export async function signaturesAhead(parameters: {
  readonly bundle: BundleInput
  readonly share: Share
  readonly verify: Parameters<typeof verifyEd25519Ahead>[1]
}): Promise<number> {
  const { verify, share } = parameters
  let count = 0
  let waiting: SignedText[] = []
  const hand = async (texts: readonly SignedText[], least: number): Promise<void> => {
    waiting.push(...texts.filter(({ key }) => /^[0-9a-f]{64}$/.test(key)))
    if (waiting.length < least) return
    count += waiting.length
    await verifyEd25519Ahead(waiting, verify)
    waiting = []
  }
  try {
    for (const text of signedIn(parameters.bundle, share)) await hand(text, atOnce)
    await hand([], 1)
  } catch {
    // The file is not of the format somewhere: its reader says where.
  }
  return count
}

function* signedIn(bundle: BundleInput, share: Share): Generator<readonly SignedText[]> {
  const { owns } = createWork({ share, total: 0, collector: createCollector(), stopAtFirst: false })
  const { documents, zones } = openBundle(sourceOf(bundle))
  let number = 0
  for (const text of Object.values(documents)) if (number++ % share.of === share.take) yield underPaper(text)
  for (const { entries } of zones.flatMap(({ streams }) => streams))
    for (let i = 0; i < entries.length; i++)
      if (owns(entries.lineOf(i))) yield underAction(entries.read(i, false).entry)
}

function underAction(entry: Entry): readonly SignedText[] {
  try {
    const action = actionOf(entry) as SignedAction
    const signatures = [action.signature, action.countersignature].filter((one) => one !== undefined)
    if (signatures.length === 0) return []
    const message = actionDigestInput(normalAction(action))
    return signatures.flatMap(({ key, signature, assertion }) =>
      assertion === undefined && typeof key === 'string' ? [{ key, signature, message }] : [],
    )
  } catch {
    return []
  }
}

function underPaper(text: string): readonly SignedText[] {
  if (!text.includes('"format":"sluice/paper/1"')) return []
  try {
    const paper = JSON.parse(text) as Paper
    const { key, signature } = paper
    return typeof key === 'string' && typeof signature === 'string'
      ? [{ key, signature, message: paperDigest(paper) }]
      : []
  } catch {
    return []
  }
}
