import { checkAddress } from '../../core/assets/addresses/checkAddress.ts'
import { type FactInput, verdict } from '../../core/case/kind.ts'
import { addressesScreened } from '../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { type CaseState, slice, withSlice } from '../../core/case/state.ts'
import { verifyMessage } from '../../core/custody/messages/proofOfControl.ts'
import { lotOf } from '../custody/custody.ts'
import { chainOf, seizureOf } from '../seizure/seizure.ts'

/** Where a lot goes back to: the transfer to come may go nowhere else. */
export interface WayBack {
  readonly claimant: string
  readonly address: string
}

export function withReturn(state: CaseState, lot: string, row: WayBack): CaseState {
  return withSlice(state, 'returns', { ...slice<Record<string, object>>(state, 'returns'), [lot]: row })
}

/** What a recipient shows of an address: a message that names him, signed with its key (BIP-322, on an EVM chain EIP-191). */
interface ControlBody {
  readonly address?: string
  readonly claimant?: string
  readonly message?: string
  readonly signature?: string
}

interface Recipient {
  readonly claimant: string
  readonly address: string
  readonly control: string
  readonly identity: string
}
type Input = FactInput<Recipient>

export function controlProved({ payload, paper, state, subject }: Input): boolean {
  const body = paper(payload.control, 'address-control').body as ControlBody
  const lot = lotOf(state(), subject.lot)
  if (lot === undefined || typeof body.message !== 'string' || typeof body.signature !== 'string') return false
  const chain = chainOf(lot.asset)
  const { canonical } = checkAddress({ chain, address: payload.address })
  if (body.address !== canonical || body.claimant !== payload.claimant || !body.message.includes(payload.claimant))
    return false
  const { message, signature } = body
  return verifyMessage({ network: chain, address: canonical, message, signature }).ok
}

export function identityProved({ payload, paper }: Input): boolean {
  return (paper(payload.identity, 'identity-check').body as { claimant?: string }).claimant === payload.claimant
}

/** Those who seized, list and keep do not also give away. */
export function differentApprovers({ actor, state }: Pick<Input, 'actor' | 'state'>) {
  const { officers = [] } = seizureOf(state())?.measure ?? {}
  const handled = (state().hands[actor.person] ?? []).filter((role) => role === 'custodian' || role === 'investigator')
  const seized = officers.includes(actor.person)
  return verdict(
    handled.length === 0 && !seized,
    seized ? 'seized it' : handled.join(', ') || 'not a handler',
    'decided by somebody who did not handle the coins',
  )
}

/** Who gets coins back is clear of the lists that bind, at the very address: the facts of every way back. */
export function screenedReturn<P extends { readonly claimant: string; readonly address: string }>() {
  const keyOf = ({ payload }: FactInput<P>) => screeningKey('return', payload.claimant)
  return {
    screenedClear: (input: FactInput<P>) => screenedClear(input, keyOf(input)),
    screenedCurrent: (input: FactInput<P>) => screenedCurrent(input, keyOf(input)),
    addressScreened: (input: FactInput<P>) => addressesScreened(input, keyOf(input), [input.payload.address]),
  }
}
