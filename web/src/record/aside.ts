import { type CaseState, crossedOf, stageOf } from '../../../src/core/case/state.ts'
import { ofTranche } from '../../../src/offshore/handover/atPlatforms.ts'
import { wayBackOver } from '../../../src/offshore/handover/wayBackOver.ts'
import { withdrawalsOf } from '../../../src/offshore/handover/withdrawals.ts'
import { hasDelivered, roundOf } from '../../../src/offshore/sale/auction/roundState.ts'
import type { BasisSlice, EarlyBasis } from '../../../src/onshore/basis/basis.ts'
import { allSentBack, homewardOf } from '../../../src/onshore/custody/homeward.ts'
import { openObjections, upheldObjections } from '../../../src/onshore/objection/objection.ts'
import { consentsOf } from '../../../src/onshore/title/title.ts'

type Ask = (state: CaseState, lot: string | undefined, tranche: string | undefined) => boolean
const never: Ask = () => false

const consented: Ask = (state, lot) =>
  Object.values(consentsOf(state)).some((row) => row.lot === lot && row.withdrawnAt === undefined)

/**
 * Steps beside the way: open from many stages, and waited for only where something in the case calls for them. Nobody waits for an objection to be filed;
 * somebody waits for it to be decided.
 */
const aside: Readonly<Record<string, Ask>> = {
  'measure.taken': never,
  'measure.renewed': never,
  'measure.queued': never,
  'measure.lapsed': never,
  'measure.lifted': never,
  'concerned.told': never,
  'objection.filed': never,
  'objection.withdrawn': never,
  'title.found': never,
  'consent.given': never,
  'consent.withdrawn': never,
  'notice.published': never,
  'earlyReturn.decided': never,
  'handover.decided': never,
  'basis.ruled': never,
  'objection.decided': (state, lot) => openObjections(state, lot).length > 0,
  'return.addressed': (state, _, tranche) =>
    decidedToReturn(state, tranche) && homewardOf(state)[tranche ?? '']?.addresses === undefined,
  'coins.arrived': (state, _, tranche) => waitsForChain(state, tranche ?? ''),
  'withdrawal.ordered': (state, _, tranche) =>
    tranche !== undefined &&
    crossedOf(state, 'return.addressed', { tranche }) !== undefined &&
    !legsOf(state, tranche).some((leg) => leg.state !== 'failed'),
  'withdrawal.failed': never,
  'coins.returned': (state, _, tranche) => legsOf(state, tranche).some((leg) => leg.state === 'ordered'),
  'rest.declared': never,
  'floor.decided': (state, _, tranche) =>
    tranche !== undefined &&
    (stageOf(state, { tranche }) === 'unreachable' ||
      wayBackOver(state, { ...ofTranche(tranche), tranche }, 'wait').ok),
  'block.closed': (state, _, tranche) => {
    const round = roundOf(state, tranche)
    return round !== undefined && round.closed !== true && hasDelivered(round)
  },
  'lot.split': (state, lot) =>
    Object.values(state.holds).some((hold) => hold.units !== undefined && lot !== undefined && hold.lots.includes(lot)),
  'release.decided': (state, lot) => upheldObjections(state, lot).length > 0,
  'basis.consentedInvestigation': consented,
  'basis.consentedProsecution': consented,
  'basis.consentedTrial': consented,
  'basis.unclaimed': (state, lot) =>
    Object.values((state.slices.notices ?? {}) as Record<string, { lot: string }>).some((row) => row.lot === lot),
}

function decidedToReturn(state: CaseState, tranche: string | undefined): boolean {
  return tranche !== undefined && crossedOf(state, 'floor.decided', { tranche })?.fields.decision === 'return'
}

/** Whether a platform said that it sent coins back which the chain has not shown yet. */
function waitsForChain(state: CaseState, tranche: string): boolean {
  const came = Object.keys(homewardOf(state)[tranche]?.arrived ?? {})
  return allSentBack(state, tranche).some(({ txid }) => !came.some((output) => output.startsWith(txid)))
}

function legsOf(state: CaseState, tranche: string | undefined) {
  return Object.values(withdrawalsOf(state, tranche)?.legs ?? {})
}

/** Whether a step beside the way is waited for; undefined for one of the way itself. */
export function askedFor(
  state: CaseState,
  lot: string | undefined,
  kind: string,
  purpose?: string,
  tranche?: string,
): boolean | undefined {
  if (kind === 'basis.judged' && purpose === 'held') return earlyOf(state, lot) !== undefined
  return aside[kind]?.(state, lot, tranche)
}

export function outcomeOf(state: CaseState, lot: string | undefined): string | undefined {
  return (state.slices.basis as BasisSlice | undefined)?.[lot ?? '']?.outcome
}

export function earlyOf(state: CaseState, lot: string | undefined): EarlyBasis | undefined {
  return (state.slices.earlyBasis as unknown as Readonly<Record<string, EarlyBasis>> | undefined)?.[lot ?? '']
}
