import Type from 'typebox'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { namesScreened } from '../../core/case/screenedLegs.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import {
  closed,
  count,
  documentHash,
  hex32,
  id,
  list,
  type Of,
  oneOf,
  optional,
  positiveUnits,
  units,
} from '../../core/case/shapes.ts'
import { numberAt } from '../../core/claims/claimTable.ts'
import {
  creditorsOf,
  endToEndId,
  faultOfInstruction,
  numbersPaid,
  type OrderRows,
  orderRows,
  rowsOfNumbers,
} from '../../core/claims/payoutOrder.ts'
import { SluiceError } from '../../core/errors.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import { responsibleOrgan } from '../basis/basis.ts'
import { type ClaimsState, claimsFrom } from '../claims/claims.ts'
import { computePlan } from './courtPlan.ts'
import { type DistributionRow, distributionOf, emptyPayout, filesOfDecision, withDistribution } from './distribution.ts'

const number = Type.String({ pattern: '^[A-Z0-9-]{1,13}$' })

const shape = closed({
  /** `first`: a stretch of claims in the order of their numbers. `again`: single claims whose payment came back or had no account. */
  purpose: oneOf(['first', 'again']),
  claims: hex32,
  /** Message id of the file; ids of its transfers begin with it. */
  order: Type.String({ pattern: '^[A-Z0-9-]{1,20}$' }),
  from: optional(count),
  to: optional(count),
  numbers: optional(list(number, 2000)),
  account: id,
  count,
  total: positiveUnits,
  /** What claims of the stretch without an account would have got. */
  withoutAccount: units,
  /** pain.001, signed by the account's signatories outside every server. */
  instruction: documentHash,
  signatures: list(closed({ key: hex32, signature: Type.String({ pattern: '^[0-9a-f]{128}$' }) }), 5),
})
type Payload = Of<typeof shape>
type Input = FactInput<Payload>

/**
 * Claimants are paid through the bank, a file of transfers at a time. What the file says is what the distribution gives, claim by claim, to the account that
 * the claimant named: recomputed from plan, judgment and claims, under the root that was decided.
 */
export const payoutOrdered = defineKind<Payload>({
  name: 'payout.ordered',
  stream: 'case',
  zones: ['onshore'],
  reads: ['claims'],
  payload: shape,
  facts: {
    accountIsOrgans: ({ payload, directory, state, subject }) => {
      const account = directory().accounts[payload.account]
      const organ = responsibleOrgan(state(), subject.lot) ?? 'none'
      return verdict(
        account?.owner === organ && (account.purpose === 'case-money' || account.purpose === 'court-money'),
        `${account?.purpose ?? 'no account'} of ${account?.owner ?? 'nobody'}`,
        `the case-money account of ${organ}`,
      )
    },
    inTurn,
    underRoot: (input) => {
      const row = distributionOf(input.state(), input.subject.lot)
      const found = row === undefined ? 'nothing decided' : (compute(input, row).root ?? 'none')
      return verdict(
        row?.claims !== undefined && found === row.claims.root,
        found,
        row?.claims?.root ?? 'a root over the claims',
      )
    },
    instructionSays,
    screenedClear: (input) => screenedClear(input, payoutKey(input)),
    screenedCurrent: (input) => screenedCurrent(input, payoutKey(input)),
    payeesScreened: (input) =>
      namesScreened(input, payoutKey(input), creditorsOf(input.document(input.payload.instruction))),
    orderOnce: ({ payload, state, subject }) => {
      const orders = distributionOf(state(), subject.lot)?.payout?.orders ?? []
      const earlier = orders.some(({ order }) => order === payload.order)
      return verdict(!earlier, earlier ? 'ordered before' : 'new', 'a message id not used before')
    },
  },
  apply: (state, { payload, subject }) => {
    const row = distributionOf(state, subject.lot)!
    const payout = row.payout ?? emptyPayout
    const { order, from, to, instruction, total, count: many, withoutAccount } = payload
    const first = from !== undefined && to !== undefined
    const given = { order, instruction, total, count: many, ...(first ? { rows: [from, to] as const } : {}) }
    const waiting = BigInt(payout.waiting) + BigInt(withoutAccount) - (first ? 0n : BigInt(total))
    return withDistribution(state, subject.lot!, {
      ...row,
      payout: {
        ...payout,
        next: first ? to : payout.next,
        waiting: waiting.toString(),
        orders: [...payout.orders, given],
      },
    })
  },
  effects: ({ payload }) => [
    {
      key: `payment ${payload.order}`,
      type: 'payment',
      request: {
        account: payload.account,
        instruction: payload.instruction,
        endToEndId: payload.order,
        signatures: payload.signatures,
      },
    },
  ],
})

/** The newest screening of claimants for the organ that pays: it names all that the order pays. */
function payoutKey({ state, subject }: Pick<Input, 'state' | 'subject'>): string {
  return screeningKey('payout', responsibleOrgan(state(), subject.lot) ?? '')
}

function compute(input: Pick<Input, 'state' | 'document' | 'paper' | 'subject' | 'related'>, row: DistributionRow) {
  const files = filesOfDecision(row, input.related<ClaimsState>('claims').files)
  return computePlan({ reads: input, plan: row.plan ?? '', lot: input.subject.lot, files })
}

/** Rows and amounts that the order is about: amounts as decided, accounts as the claims have them now. */
function wanted(
  input: Input,
  row: DistributionRow,
): OrderRows & { readonly table: ReturnType<typeof claimsFrom>; readonly amounts: Float64Array } {
  const { payload } = input
  const computed = compute(input, row)
  const amounts = row.pot === 'lawful' ? computed.paid.lawful : computed.paid.forfeitable
  const now = claimsFrom(input.related<ClaimsState>('claims').files, input.document)
  // Claims registered since the decision have no part in it: accounts are looked up by number.
  const table = { ...computed.table, accounts: accountsOf(computed.table, now) }
  if (payload.numbers === undefined) {
    const rows = orderRows({ table, amounts, from: payload.from ?? 0, to: payload.to ?? 0 })
    return { ...rows, table, amounts }
  }
  const pays = rowsOfNumbers(table, payload.numbers)
  const total = pays.reduce((sum, at) => sum + amounts[at]!, 0)
  return { pays, total, withoutAccount: 0, table, amounts }
}

function accountsOf(decided: ReturnType<typeof claimsFrom>, now: ReturnType<typeof claimsFrom>): readonly string[] {
  if (decided.count === now.count) return now.accounts
  // Both ascend, and nothing is ever taken out.
  let at = 0
  return Array.from({ length: decided.count }, (_, i) => {
    const wantedNumber = numberAt(decided, i)
    while (numberAt(now, at) !== wantedNumber) at += 1
    return now.accounts[at] ?? ''
  })
}

function instructionSays(input: Input) {
  const { payload, directory, document } = input
  const row = distributionOf(input.state(), input.subject.lot)
  const required = `${payload.count} claims, ${payload.total} fen, each to its own account`
  if (row === undefined) return verdict(false, 'nothing decided', required)
  try {
    const { pays, total, withoutAccount, table, amounts } = wanted(input, row)
    const found = `${pays.length} claims, ${total} fen, each to its own account`
    if (withoutAccount.toString() !== payload.withoutAccount)
      return verdict(
        false,
        `${withoutAccount} fen without an account`,
        `${payload.withoutAccount} fen without an account`,
      )
    const debtorAccount = directory().accounts[payload.account]?.number ?? 'none'
    const instruction = document(payload.instruction)
    const fault = faultOfInstruction({ instruction, order: payload.order, debtorAccount, table, amounts, pays })
    return verdict(fault === undefined && found === required, fault ?? found, required)
  } catch (error) {
    if (error instanceof SluiceError && error.code !== 'SIGNATURE_INVALID')
      return verdict(false, error.message, required)
    throw error
  }
}

/** A first payment goes on where the last ended; one again is for a claim that waits. So nobody is paid twice. */
function inTurn(input: Input) {
  const { payload } = input
  const payout = distributionOf(input.state(), input.subject.lot)?.payout
  if (payout === undefined) return verdict(false, 'no claimants', 'a distribution to claimants')
  if (payload.purpose === 'first') {
    const { from, to, numbers } = payload
    const required = `rows from ${payout.next} on`
    if (from === undefined || to === undefined || numbers !== undefined)
      return verdict(false, 'no stretch of rows', required)
    return verdict(from === payout.next && to > from, `rows ${from} to ${to}`, required)
  }
  const required = 'claims whose payment came back or had no account'
  if (payload.numbers === undefined || payload.from !== undefined || payload.to !== undefined)
    return verdict(false, 'no claim numbers', required)
  if (new Set(payload.numbers).size !== payload.numbers.length) return verdict(false, 'a number twice', required)
  const row = distributionOf(input.state(), input.subject.lot)!
  const { table } = compute(input, row)
  const paid = payload.numbers.find((each) => !waits(input, row, rowsOfNumbers(table, [each])[0]!, each))
  return verdict(paid === undefined, paid === undefined ? 'all wait' : `claim ${paid} does not wait`, required)
}

/** Whether a claim's last order came back, or passed it over for want of an account. */
function waits(
  { document, paper, directory, payload }: Input,
  row: DistributionRow,
  at: number,
  claim: string,
): boolean {
  const orders = [...(row.payout?.orders ?? [])].reverse()
  for (const { order, rows, instruction, statement } of orders) {
    const inStretch = rows !== undefined && rows[0] <= at && at < rows[1]
    const named = numbersPaid(document(instruction), order).has(claim)
    if (!named && !inStretch) continue
    if (!named) return true
    if (statement === undefined) return false
    const account = directory().accounts[payload.account]?.number ?? ''
    const line = statementLine({ paper: paper(statement, 'camt.053'), account, reference: endToEndId(order, claim) })
    return line?.credit === true
  }
  // Passed over when what nobody claimed went to the treasury.
  return at < (row.payout?.next ?? 0)
}
