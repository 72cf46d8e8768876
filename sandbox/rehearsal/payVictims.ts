import { readClaims } from '../../src/core/claims/claimFile.ts'
import { type ClaimTable, numberAt } from '../../src/core/claims/claimTable.ts'
import { sumOf } from '../../src/core/claims/exactShares.ts'
import { mergeClaims } from '../../src/core/claims/mergeClaims.ts'
import { creditorsOf, endToEndId, numbersPaid, orderRows } from '../../src/core/claims/payoutOrder.ts'
import { writePain001 } from '../../src/core/iso20022/pain001.ts'
import { hashText, utf8ToBytes } from '../../src/core/record/hash.ts'
import { signText } from '../../src/core/record/publicKeys.ts'
import { computeTerms } from '../../src/onshore/distribution/courtPlan.ts'
import { type PayoutReceiptBody, paymentDigestInput } from '../../src/world/banks/bank.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import { personKey } from './cast.ts'
import { statementText } from './entrust.ts'
import { screen } from './screen.ts'
import { file, rest, type Stage } from './stage.ts'

const subject = { lot: 'A' }
const caseAccount = 'SBX-CN-CASE'
/** Claims of one payment file. */
const ordered = 1000

/**
 * Rows 19 and 20 where the judgment returns to victims: their losses are registered, the court's plan shares what was credited pro rata, the bank pays each. A
 * claim without an account waits; a payment to a mistyped account comes back; both are paid again once the claimants have written.
 */
export async function payVictims(stage: Stage, victims: number): Promise<void> {
  const { onshore } = stage
  const total = BigInt((await onshore.state()).state.balances['assets:case-account CNY']!)
  const first = victimRows({ seed: stage.seed, victims, total })
  const { stream } = await onshore.onChild(undefined, {
    by: 'p-zhang',
    kind: 'claims.opened',
    payload: { notice: 'SANDBOX notice to victims' },
  })
  const table = await register(stage, { stream, text: first, purpose: 'registered', before: undefined })
  await count(stage, { stream, files: 1, table })
  stage.say({ stage: 'claims.counted', text: `${table.count} victims, ${sumOf(table.owed)} fen lost` })
  const paid = await decide(stage, { stream, text: first, total })
  for (let from = 0, part = 1; from < table.count; from += ordered, part++) {
    const to = Math.min(table.count, from + ordered)
    const rows = orderRows({ table, amounts: paid, from, to })
    const stretch = { purpose: 'first', from, to, withoutAccount: String(rows.withoutAccount) }
    await pay(stage, { stream, order: `SBX-VICTIMS-${part}`, table, amounts: paid, pays: rows.pays, more: stretch })
  }
  await payAgain(stage, { stream, table, amounts: paid })
  await onshore.act({ by: 'p-sun', kind: 'distribution.completed', subject, payload: { remark: 'SANDBOX' } })
  stage.say({ stage: 'distribution.completed', text: `${total} fen to ${table.count} victims` })
}

/** Card numbers that fit their check digit: what claimants have at banks of their own. */
export function accountOf(row: number, right = true): string {
  const body = `62170000${String(row).padStart(10, '0')}`
  const sum = [...body].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (place % 2 === 0 ? 2 : 1)
    return all + (value > 9 ? value - 9 : value)
  }, 0)
  return `${body}${(10 - (sum % 10) + (right ? 0 : 1)) % 10}`
}

const hasNone = (row: number): boolean => row % 25 === 7
const mistyped = (row: number): boolean => row % 40 === 11

/** Losses from the seed, about a quarter more in all than there is to share; most have an account. */
function victimRows({
  seed,
  victims,
  total,
}: {
  readonly seed: string
  readonly victims: number
  readonly total: bigint
}): string {
  const weights = Array.from({ length: victims }, (_, row) => {
    const draw = hashText(`${seed}|victim|${row}`)
    return { weight: 1n + BigInt(`0x${draw.slice(0, 4)}`), salt: draw.slice(32) }
  })
  const sum = weights.reduce((all, { weight }) => all + weight, 0n)
  const lines = weights.map(({ weight, salt }, row) => {
    const owed = (total * 5n * weight) / (4n * sum) + 1n
    const account = hasNone(row) ? '' : accountOf(row, !mistyped(row))
    return `${claimNumber(row)},victim,restitution,${owed},0,${account},${salt}\n`
  })
  return `sluice/claims/1\n${lines.join('')}`
}

const claimNumber = (row: number): string => `V${String(row + 1).padStart(7, '0')}`

interface Registered {
  readonly stream: string
  readonly text: string
  readonly purpose: 'registered' | 'amended'
  readonly before: ClaimTable | undefined
  readonly reason?: string
}

async function register(stage: Stage, { stream, text, purpose, before, reason }: Registered): Promise<ClaimTable> {
  const { onshore } = stage
  const own = readClaims(text)
  const after = before === undefined ? own : mergeClaims(before, own, purpose)
  const claimFile = await onshore.document(text)
  await onshore.onChild(stream, {
    by: 'p-zhang',
    kind: 'claims.registered',
    payload: {
      purpose,
      file: claimFile,
      inFile: own.count,
      count: after.count,
      owed: String(sumOf(after.owed)),
      repaid: String(sumOf(after.repaid)),
      ...(reason === undefined ? {} : { reason }),
    },
    documents: [claimFile, ...(reason === undefined ? [] : [reason])],
  })
  return after
}

async function count(
  { onshore, clock }: Stage,
  { stream, files, table }: { readonly stream: string; readonly files: number; readonly table: ClaimTable },
): Promise<void> {
  const noticedOn = new Date(clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10)
  await onshore.act({
    by: 'p-zhang',
    kind: 'claims.counted',
    payload: { claims: stream, files, count: table.count, owed: String(sumOf(table.owed)), noticedOn },
  })
}

/** The court's plan, decided by two and recomputed by the zone: what each claim gets, under one root. */
async function decide(
  stage: Stage,
  { stream, text, total }: { readonly stream: string; readonly text: string; readonly total: bigint },
): Promise<Float64Array> {
  const { onshore } = stage
  const method = 'net'
  const plan = await file(stage, onshore, 'court', 'distribution-plan', { method })
  const { root, paid, table } = computeTerms({
    plan: { method },
    pots: [{ pot: 'forfeitable', lots: ['A'], total: String(total) }],
    returnsTo: ['victim'],
    files: [{ document: hashText(text), purpose: 'registered', count: readClaims(text).count }],
    document: () => text,
  })
  await onshore.approved(
    {
      by: 'p-zhang',
      kind: 'distribution.decided',
      subject,
      payload: {
        pot: 'forfeitable',
        method,
        plan,
        total: String(total),
        shares: [{ to: 'claimants', rank: 'restitution', amount: String(total) }],
        claims: stream,
        files: 1,
        count: table.count,
        root,
      },
      documents: [plan],
    },
    ['p-zhao', 'p-sun'],
  )
  stage.say({ stage: 'distribution.decided', text: `${total} fen to victims, root ${root?.slice(0, 12)}…` })
  return paid.forfeitable
}

interface Pay {
  readonly stream: string
  readonly order: string
  readonly table: ClaimTable
  readonly amounts: Float64Array
  readonly pays: readonly number[]
  readonly more: { readonly [key: string]: unknown }
}

/** An order, the bank's execution, and the report of it: what arrived, and what came back. */
async function pay(stage: Stage, { stream, order, table, amounts, pays, more }: Pay): Promise<void> {
  const { onshore, clock, seed, world } = stage
  const text = paymentFile(stage, { order, table, amounts, pays })
  const instruction = await onshore.document(text)
  const total = pays.reduce((all, row) => all + amounts[row]!, 0)
  const names = creditorsOf(text)
  await screen(stage, 'onshore', { purpose: 'payout', about: 'psb', lot: 'A', addresses: [], names })
  const { secretKey, publicKey } = personKey(seed, 'p-zhao')
  const signatures = [{ key: publicKey, signature: signText(paymentDigestInput(utf8ToBytes(text)), secretKey) }]
  const payload = { claims: stream, order, account: 'psb-case', count: pays.length, total: String(total), instruction }
  await onshore.approved(
    {
      by: 'p-sun',
      kind: 'payout.ordered',
      subject,
      payload: { ...payload, signatures, ...more },
      documents: [instruction],
    },
    ['p-zhao'],
  )
  await rest(stage)
  await clock.pass(5)
  const bank = openSandboxBank({
    url: world.bank.institutionUrl('bank-cn'),
    token: world.bank.token({ institution: 'bank-cn', customer: 'psb' }),
  })
  const received = await bank.payoutReceipt({ account: caseAccount, order })
  if (received === undefined) throw new TypeError(`the bank has no receipt of ${order}`)
  const body = received.paper.body as unknown as PayoutReceiptBody
  const paidOf = numbersPaid(text, order)
  const returns = body.returned.map(({ endToEndId: id }) => id.slice(order.length + 1))
  const returned = returns.reduce((all, number) => all + paidOf.get(number)!, 0n)
  const statement = await onshore.document(await statementText(stage, 'bank-cn', 'psb', caseAccount))
  const receipt = await onshore.document(received.text)
  await onshore.act({
    by: 'p-sun',
    kind: 'victim.paid',
    subject,
    payload: {
      claims: stream,
      order,
      account: 'psb-case',
      total: String(total),
      returned: String(returned),
      ...(returns.length === 0 ? {} : { returns }),
      statement,
      receipt,
      paidCount: body.count,
      collectedByOfficer: false,
    },
    documents: [statement, receipt],
  })
  stage.say({ stage: 'victim.paid', text: `${order}: ${body.count} paid, ${returns.length} came back` })
}

function paymentFile(stage: Stage, { order, table, amounts, pays }: Omit<Pay, 'stream' | 'more'>): string {
  const { clock } = stage
  const bytes = writePain001({
    messageId: order,
    createdAt: clock.now(),
    initiatingParty: { name: 'SANDBOX 顺义公安分局', organisationId: 'psb' },
    instructions: [
      {
        paymentInformationId: order,
        batchBooking: true,
        executionDate: new Date(clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10),
        debtor: { name: 'SANDBOX 顺义公安分局' },
        debtorAccount: { scheme: 'other', id: caseAccount },
        debtorAgent: { bic: 'SBXBCNBJ' },
        transfers: pays.map((row) => ({
          endToEndId: endToEndId(order, numberAt(table, row)),
          amount: { currency: 'CNY', minor: BigInt(amounts[row]!) },
          creditor: { name: `SANDBOX ${numberAt(table, row)}` },
          creditorAccount: { scheme: 'other', id: table.accounts[row]! },
          remittance: [],
        })),
      },
    ],
  })
  return new TextDecoder().decode(bytes)
}

/** Who had no account, or gave a wrong one, has written: the rows are amended, and they are paid. */
async function payAgain(
  stage: Stage,
  { stream, table, amounts }: { readonly stream: string; readonly table: ClaimTable; readonly amounts: Float64Array },
): Promise<void> {
  const waiting = Array.from({ length: table.count }, (_, row) => row).filter((row) => hasNone(row) || mistyped(row))
  if (waiting.length === 0) return
  const reason = await stage.onshore.document('SANDBOX letters of claimants about their accounts')
  const lines = waiting.map((row) => {
    const number = numberAt(table, row)
    const salt = hashText(`${stage.seed}|victim again|${row}`).slice(32)
    return `${number},victim,restitution,${table.owed[row]},${table.repaid[row]},${accountOf(row)},${salt}\n`
  })
  const text = `sluice/claims/1\n${lines.join('')}`
  const after = await register(stage, { stream, text, purpose: 'amended', before: table, reason })
  await count(stage, { stream, files: 2, table: after })
  for (let from = 0, part = 1; from < waiting.length; from += ordered, part++) {
    const pays = waiting.slice(from, from + ordered)
    const more = { purpose: 'again', numbers: pays.map((row) => numberAt(table, row)), withoutAccount: '0' }
    await pay(stage, { stream, order: `SBX-AGAIN-${part}`, table: after, amounts, pays, more })
  }
}
