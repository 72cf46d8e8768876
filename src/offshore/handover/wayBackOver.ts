import { type Subject, verdict } from '../../core/case/kind.ts'
import { type CaseState, crossedOf } from '../../core/case/state.ts'
import { atPlatforms } from './atPlatforms.ts'
import { type WithdrawalLeg, withdrawalsOf } from './withdrawals.ts'

/** Grounds of a way back that leave the mandate to sell as it was. After an acquittal, or when the entrustment has ended, nobody may sell. */
const sellingOn = ['floor', 'stopped']

/**
 * Row 13x: whether a way back may end in selling on. The organ had decided it for the floor or after a stop; nothing that was ordered may still be sent, or is
 * on its way; and each platform at which coins are left has said of its newest order that it sent nothing.
 */
export function wayBackOver(state: CaseState, subject: Subject, decision: string) {
  const known = withdrawalsOf(state, subject.tranche)
  const legs = Object.values(known?.legs ?? {})
  const ground = String(crossedOf(state, 'return.addressed', subject)?.fields.ground ?? 'none')
  const open = legs.find((leg) => !isOver(state, subject, leg))
  const willing = [...atPlatforms(state, known?.asset ?? '', subject).keys()].find(
    (platform) => legs.findLast((leg) => leg.platform === platform)?.state !== 'failed',
  )
  const found =
    decision === 'return'
      ? 'a return that is under way already'
      : !sellingOn.includes(ground)
        ? `a way back on the ground ${ground}`
        : open !== undefined
          ? `${open.units} ${open.state} at ${open.platform}`
          : willing === undefined
            ? 'refused by each platform'
            : `${willing} has not refused`
  return verdict(
    found === 'refused by each platform',
    found,
    'a way back for the floor or after a stop, nothing of it on its way, and refused by each platform where coins are left',
  )
}

/** The platform said that it sent nothing, or it sent and onshore has it. */
export function isOver(state: CaseState, subject: Subject, leg: WithdrawalLeg): boolean {
  if (leg.state !== 'sent') return leg.state === 'failed'
  return leg.arrived === true || crossedOf(state, `coins.arrived:${leg.platform}`, subject)?.fields.txid === leg.txid
}
