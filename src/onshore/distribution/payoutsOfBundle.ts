import { type EntryList, eachEntry } from '../../core/bundle/entryLines.ts'
import type { FiledBundle } from '../../core/bundle/filed.ts'
import type { OpenStream } from '../../core/bundle/openBundle.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import type { Entry } from '../../core/record/entry.ts'
import type { Json } from '../../core/record/jcs.ts'
import { readPaper } from '../../core/record/paper.ts'
import type { JudgmentBody } from '../basis/judgment.ts'
import type { ClaimFile } from '../claims/claims.ts'
import { type ComputedPlan, computeTerms, type PlanBody, returnsToOf } from './courtPlan.ts'

/** One decision of a bundle that pays claimants, and what follows from its papers. */
export interface BundledPayout {
  readonly case: string
  readonly entry: string
  readonly lot: string
  readonly pot: string
  readonly plan: string
  /** The root that the entry records. */
  readonly root: string
}

type Fields = Readonly<Record<string, { readonly value: Json }>>

/** The decisions of a case's bundle that pay claimants, by the root that each recorded. */
export function payoutsOf(bundle: FiledBundle): readonly BundledPayout[] {
  return bundle.zones.flatMap(({ streams }) =>
    streams
      .filter(({ kind }) => kind === 'case')
      .flatMap(({ id, entries }) =>
        entriesOfKind(entries, /^distribution[.]decided$/).flatMap(({ entry: { fields }, index }) => {
          const root = text(fields, 'root')
          if (root === undefined) return []
          const { lot = '' } = (fields.subject?.value ?? {}) as { lot?: string }
          return [
            {
              case: id,
              entry: `${index}`,
              lot,
              pot: text(fields, 'pot') ?? '',
              plan: text(fields, 'plan') ?? '',
              root,
            },
          ]
        }),
      ),
  )
}

/**
 * Computes a decision of a bundle again from the papers in it: what every claim gets, and the tree.
 *
 * @throws {NOT_FOUND} where a paper or a claim file is withheld, {PROOF_INVALID} where the root recorded is another
 */
export function recomputePayout(bundle: FiledBundle, payout: BundledPayout): ComputedPlan {
  const zone = bundle.zones.find(({ streams }) => streams.some(({ id }) => id === payout.case))!
  const entries = zone.streams.find(({ id }) => id === payout.case)!.entries
  const needed = entriesOfKind(entries, /^(distribution[.]decided|basis[.](judged|ruled))$/)
  const decided = needed.find(({ index }) => `${index}` === payout.entry)!.entry.fields
  const document = (sha256: string): string => {
    const found = bundle.documents.text(sha256)
    if (found === undefined) throw flawError('NOT_FOUND', flaw('DOCUMENT_WITHHELD', { document: sha256 }), { sha256 })
    return found
  }
  const plan = readPaper(document(payout.plan)).body as unknown as PlanBody
  const basis = needed
    .filter(({ entry }) => entry.header.kind === 'basis.judged' || entry.header.kind === 'basis.ruled')
    .findLast(({ entry }) => (entry.fields.subject?.value as { lot?: string } | undefined)?.lot === payout.lot)
  const judgment = basis && (text(basis.entry.fields, 'explanation') ?? text(basis.entry.fields, 'judgment'))
  const returnsTo =
    judgment === undefined ? [] : returnsToOf(readPaper(document(judgment)).body as unknown as JudgmentBody)
  const files = filesOf(zone.streams, text(decided, 'claims')).slice(0, Number(decided['payload.files']?.value ?? 0))
  const pots = plan.pots ?? [{ pot: payout.pot as 'lawful', lots: [payout.lot], total: text(decided, 'total') ?? '0' }]
  const computed = computeTerms({ plan, pots, returnsTo, files, document })
  if (computed.root !== payout.root) {
    throw flawError(
      'PROOF_INVALID',
      flaw('PAYOUT_ROOT', { found: computed.root ?? flaw('NONE'), expected: payout.root }),
      { found: computed.root ?? 'none', required: payout.root },
    )
  }
  return computed
}

function filesOf(streams: readonly OpenStream[], claims: string | undefined): readonly ClaimFile[] {
  const stream = streams.find(({ id, kind }) => id === claims && kind === 'claims')
  return (stream === undefined ? [] : entriesOfKind(stream.entries, /^claims[.]registered$/)).map(
    ({ entry: { fields } }) => ({
      document: text(fields, 'file') ?? '',
      purpose: text(fields, 'purpose') === 'amended' ? ('amended' as const) : ('registered' as const),
      count: Number(fields['payload.inFile']?.value ?? 0),
    }),
  )
}

/** Those of a stream, of which the others are let go. */
function entriesOfKind(
  entries: EntryList,
  kinds: RegExp,
): readonly { readonly entry: Entry; readonly index: number }[] {
  const found: { readonly entry: Entry; readonly index: number }[] = []
  for (const { entry, index } of eachEntry(entries, false))
    if (kinds.test(entry.header.kind)) found.push({ entry, index })
  return found
}

function text(fields: Fields, name: string): string | undefined {
  const value = fields[`payload.${name}`]?.value
  return typeof value === 'string' ? value : undefined
}
