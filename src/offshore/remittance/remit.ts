import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { namesScreened } from '../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import {
  closed,
  currency,
  documentHash,
  id,
  list,
  note,
  type Of,
  positiveUnits,
  publicKey,
} from '../../core/case/shapes.ts'
import { type CaseState, crossedOf, slice, withSlice } from '../../core/case/state.ts'
import { SluiceError } from '../../core/errors.ts'
import { readPain001 } from '../../core/iso20022/pain001.ts'
import { balanceOf, move } from '../../core/ledger/posting.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { utf8ToBytes } from '../../core/record/hash.ts'
import { trustAccount } from '../handover/atPlatforms.ts'
import { owedForBlocks } from '../sale/auction/roundState.ts'
import { saleOf } from '../sale/sale.ts'

interface RemittanceSlice {
  readonly [endToEndId: string]: {
    readonly amount: string
    readonly currency: string
    readonly tranche: string
    readonly done: boolean
    /** Number of the approval that it went out under. */
    readonly approval?: string
  }
}

function remittancesOf(state: CaseState): RemittanceSlice {
  return slice<RemittanceSlice>(state, 'remittances') ?? {}
}

const shape = closed({
  account: id,
  payee: id,
  amount: positiveUnits,
  currency,
  endToEndId: note,
  instruction: documentHash,
  /** The account's signatories sign the file itself, outside every server. */
  signatures: list(closed({ key: publicKey, signature: Type.String({ pattern: '^[0-9a-f]{128}$' }) }), 5),
})

type Payload = Of<typeof shape>

/** Whom the money goes to, by whose account it is. */
function payeeKey({ payload, directory }: Pick<FactInput<Payload>, 'payload' | 'directory'>): string {
  return screeningKey('remittance', directory().accounts[payload.payee]?.owner ?? '')
}

/** All parties of the wire: who pays, and whom the bank is to credit. Undefined for what is no payment instruction. */
function partiesOf(instruction: string): readonly string[] | undefined {
  try {
    const { instructions } = readPain001(utf8ToBytes(instruction))
    return instructions.flatMap(({ debtor, transfers }) => [
      debtor.name ?? '',
      ...transfers.map(({ creditor }) => creditor.name ?? ''),
    ])
  } catch (error) {
    if (error instanceof SluiceError) return undefined
    throw error
  }
}

/** Row 16, sending end: under the approval that crossed, to the payee that it names, no more than the trust holds. The bank moves it on pain.001. */
export const remittanceOrdered = defineKind<Payload>({
  name: 'remittance.ordered',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    fxOpen: ({ payload, state, subject, recordedAt }) => {
      const approval = crossedOf(state(), 'fx.approved', subject, payload.currency)
      const {
        number = 'none',
        ceiling = '0',
        currency: of = 'none',
        from = '',
        until = '',
      } = (approval?.fields ?? {}) as Record<string, string>
      // A ceiling is of its own approval: what another lot, or an approval before it, let go does not count against it.
      const sent = Object.values(remittancesOf(state()))
        .filter((row) => row.currency === payload.currency && row.tranche.startsWith(`${subject.lot}/`))
        .filter((row) => row.approval === undefined || row.approval === number)
        .reduce((sum, row) => sum + BigInt(row.amount), BigInt(payload.amount))
      // The approval's dates are mainland dates.
      const day = new Date(Date.parse(recordedAt) + 8 * 3_600_000).toISOString().slice(0, 10)
      const open =
        approval !== undefined && of === payload.currency && sent <= BigInt(ceiling) && from <= day && day <= until
      return verdict(
        open,
        `${sent} ${payload.currency} on ${day}`,
        approval === undefined ? 'an approval that has crossed' : `at most ${ceiling} ${of}, ${from} to ${until}`,
      )
    },
    payeeAsApproved: ({ payload, state, subject }) => {
      const payee = String(crossedOf(state(), 'fx.approved', subject, payload.currency)?.fields.payee ?? 'none')
      return verdict(payload.payee === payee, payload.payee, payee)
    },
    withinProceeds: ({ payload, state, subject }) => {
      const { balances } = state()
      const held = balanceOf(balances, trustAccount(subject), payload.currency)
      // What a buyer of a block has paid and not got lies there too, and is the buyer's. What is owed stands below zero.
      const owed = owedForBlocks(balances, payload.currency, subject)
      return verdict(BigInt(payload.amount) <= held + owed, payload.amount, `at most ${held + owed}`)
    },
    allBooked: ({ state, subject }) => {
      const { proceeds = {} } = saleOf(state(), subject.tranche) ?? {}
      const open = Object.keys(proceeds)
        .filter((of) => proceeds[of] === 'sold')
        .sort()
      return verdict(
        open.length === 0,
        open.length === 0 ? 'all paid out' : `${open.join(', ')} still at a platform`,
        'what was sold for in each currency lies in the trust',
      )
    },
    // Onshore settles each currency of a tranche once: a second payment in it would have no way into the case account.
    sentOnce: ({ payload, state, subject }) => {
      const all = remittancesOf(state())
      const same = Object.values(all).find(
        (row) => row.tranche === subject.tranche && row.currency === payload.currency,
      )
      const found = all[payload.endToEndId] !== undefined ? 'sent before' : same && `${same.amount} sent before`
      return verdict(
        found === undefined,
        found ?? 'new',
        `an end-to-end id not used before, and one payment of all that the tranche brought in ${payload.currency}`,
      )
    },
    screenedClear: (input) => screenedClear(input, payeeKey(input)),
    screenedCurrent: (input) => screenedCurrent(input, payeeKey(input)),
    partiesScreened: (input) => {
      const names = partiesOf(input.document(input.payload.instruction))
      if (names !== undefined) return namesScreened(input, payeeKey(input), names)
      return verdict(false, 'an instruction that cannot be read', 'a pain.001 whose parties were screened')
    },
    instructionSays: ({ payload, document, directory }) => {
      const account = directory().accounts[payload.payee]
      const text = document(payload.instruction)
      const says =
        account !== undefined && text.includes(`>${account.number}<`) && text.includes(`>${payload.endToEndId}<`)
      return verdict(says, says ? 'as ordered' : 'another payee or id', 'a pain.001 to the payee under this id')
    },
  },
  apply: (state, { payload, subject }) => {
    const { amount, currency: of, endToEndId } = payload
    const { number } = (crossedOf(state, 'fx.approved', subject, of)?.fields ?? {}) as { number?: string }
    return withSlice(state, 'remittances', {
      ...remittancesOf(state),
      [endToEndId]: {
        amount,
        currency: of,
        tranche: subject.tranche!,
        done: false,
        ...(number === undefined ? {} : { approval: number }),
      },
    })
  },
  effects: ({ payload }) => [
    {
      key: `payment ${payload.endToEndId}`,
      type: 'payment',
      request: {
        account: payload.account,
        instruction: payload.instruction,
        endToEndId: payload.endToEndId,
        signatures: payload.signatures,
      },
    },
  ],
})

const reportedShape = closed({
  account: id,
  amount: positiveUnits,
  currency,
  endToEndId: note,
  statement: documentHash,
})

/** The bank sent it: the debit stands on the trust account's statement. */
export const remittanceReported = defineKind<Of<typeof reportedShape>>({
  name: 'remittance.reported',
  stream: 'case',
  zones: ['offshore'],
  payload: reportedShape,
  facts: {
    bankConfirms: ({ payload, paper, directory, state }) => {
      const account = directory().accounts[payload.account]
      const line = statementLine({
        paper: paper(payload.statement, 'camt.053'),
        account: account?.number ?? '',
        reference: payload.endToEndId,
      })
      const ordered = remittancesOf(state())[payload.endToEndId]
      const same =
        line !== undefined &&
        !line.credit &&
        line.currency === payload.currency &&
        line.amount.toString() === payload.amount &&
        ordered?.amount === payload.amount &&
        !ordered.done
      return verdict(
        same,
        line === undefined ? 'no such line' : `${line.credit ? 'credit' : 'debit'} of ${line.amount} ${line.currency}`,
        `debit of ${ordered?.amount ?? 'nothing ordered'}`,
      )
    },
  },
  apply: (state, { payload }) => {
    const all = remittancesOf(state)
    return withSlice(state, 'remittances', {
      ...all,
      [payload.endToEndId]: { ...all[payload.endToEndId]!, done: true },
    })
  },
  postings: ({ payload, subject }) =>
    move({
      from: trustAccount(subject),
      to: 'crossing:onshore',
      asset: payload.currency,
      units: BigInt(payload.amount),
    }),
  crosses: { to: 'onshore', fields: ['subject', 'payload.amount', 'payload.currency', 'payload.endToEndId'] },
})
