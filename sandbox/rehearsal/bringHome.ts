import { writeCamt053 } from '../../src/core/iso20022/camt053.ts'
import { writePain001 } from '../../src/core/iso20022/pain001.ts'
import { formatAmount, parseAmount } from '../../src/core/money/amount.ts'
import type { Currency } from '../../src/core/money/currency.ts'
import { signText } from '../../src/core/record/publicKeys.ts'
import { paymentDigestInput, type RemittanceAdviceBody, type SettlementSlipBody } from '../../src/world/banks/bank.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import { issueFxApproval } from '../bank/safe.ts'
import { trustAccounts } from '../world.ts'
import { personKey, platformA, platformB } from './cast.ts'
import { statementText } from './entrust.ts'
import { currenciesOf, type Quotable } from './quotes.ts'
import { asksScreening, screen } from './screen.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

const platforms = [platformA, platformB] as const
/** The most that may be remitted in each currency, in cents. */
const ceilings: Readonly<Record<Quotable, bigint>> = { USD: 50_000_000n, HKD: 400_000_000n }

/** SAFE's approvals by currency. */
export type Approvals = Readonly<Partial<Record<Quotable, string>>>

/** Row 15: SAFE's approval, once for the lot and for each currency that it is sold for. */
export async function approveFx(stage: Stage): Promise<Approvals> {
  const approvals: Partial<Record<Quotable, string>> = {}
  for (const currency of currenciesOf(stage)) approvals[currency] = await approveIn(stage, currency)
  return approvals
}

async function approveIn(stage: Stage, currency: Quotable): Promise<string> {
  const { onshore, clock, seed, way } = stage
  const ceiling = ceilings[currency]
  const terms = {
    number: `SANDBOX-核-2026-${currenciesOf(stage).indexOf(currency) + 1}`,
    branch: 'SANDBOX branch',
    currency,
    from: '2026-03-01',
    until: '2026-06-30',
  } as const
  const { text } = issueFxApproval({
    seed,
    ...terms,
    ceilingMinor: ceiling,
    payeeAccount: way.account.number,
    issuedAt: clock.now(),
  })
  const approval = await onshore.document(text)
  await enact(stage, {
    kind: 'fx.approved',
    role: 'finance',
    subject: { lot: 'A' },
    payload: {
      route: 'approval',
      approval,
      number: terms.number,
      branch: terms.branch,
      currency: terms.currency,
      ceiling: ceiling.toString(),
      payee: way.account.id,
      from: terms.from,
      until: terms.until,
    },
    documents: [approval],
  })
  stage.say({ stage: 'fx.approved', text: `${terms.number}, up to ${ceiling} cents ${currency}` })
  await rest(stage)
  return text
}

/**
 * Rows 14 to 17 for one tranche, in each currency that it was sold for: paid out to the trust, remitted, settled into the money of the case; then credited,
 * all of it at once. What buyers of a block paid lies in the trust already, in dollars.
 */
export async function bringHome(
  stage: Stage,
  tranche: string,
  approvals: Approvals | undefined,
  paid = 0n,
): Promise<void> {
  const amounts: [Quotable, bigint][] = []
  for (const currency of currenciesOf(stage)) {
    const amount = (currency === 'USD' ? paid : 0n) + (await bookProceeds(stage, tranche, currency))
    if (amount > 0n) amounts.push([currency, amount])
  }
  const settled: Settled[] = []
  for (const [currency, amount] of amounts) {
    const endToEndId = await remit(stage, { tranche, currency, amount })
    settled.push(await settle(stage, { tranche, currency, endToEndId, approvalText: approvals?.[currency] }))
  }
  await credit(stage, tranche, settled)
}

/** Ids of a currency's own; those of dollars as they always were. */
function idOf(name: string, tranche: string, currency: Quotable): string {
  return `SBX-${name}${tranche.replace('/', '')}${currency === 'USD' ? '' : `-${currency}`}`
}

async function bookProceeds(stage: Stage, tranche: string, currency: Quotable): Promise<bigint> {
  const { offshore, world, clock } = stage
  const { state } = await offshore.state()
  const account = trustAccounts[currency]!
  const rows = []
  for (const platform of platforms) {
    const net = BigInt(
      state.balances[`assets:venue:${platform}:${tranche.slice(0, tranche.indexOf('/'))} ${currency}`] ?? '0',
    )
    if (net === 0n) continue
    const reference = `SBX-${tranche.replace('/', '')}-${platform.slice(-1).toUpperCase()}`
    await world.treasurer(platform).withdrawFiat({
      key: reference,
      currency,
      amount: formatAmount({ amount: net, decimals: 2, trim: true }),
      bankAccount: account,
    })
    for (const pending of world.exchanges[platform]!.pendingWithdrawals()) {
      const amountMinor = parseAmount({ asset: currency, text: pending.amount, decimals: 2 })
      world.bank.creditFromVenue({ account, amountMinor, currency, reference, payer: platform })
      world.exchanges[platform]!.settleWithdrawal({ withdrawalId: pending.withdrawalId, reference })
      rows.push({ platform, amount: amountMinor.toString(), reference })
    }
  }
  if (rows.length === 0) return 0n
  await clock.pass(5)
  const statement = await offshore.document(await statementText(stage, 'bank-hk', 'trust', account))
  await enact(stage, {
    kind: 'proceeds.booked',
    subject: { lot: 'A', tranche },
    payload: {
      account: `trust-${currency.toLowerCase()}`,
      currency,
      rows,
      statement,
      withdrawalFee: '0',
      feeAuthority: 'SANDBOX fee schedule of the platforms',
    },
    documents: [statement],
  })
  const amount = rows.reduce((sum, row) => sum + BigInt(row.amount), 0n)
  stage.say({ stage: 'proceeds.booked', text: `${amount} cents ${currency} in the trust account` })
  await rest(stage)
  return amount
}

/** The payment file is signed by the account's signatories themselves; the server only hands it in. */
async function remit(
  stage: Stage,
  { tranche, currency, amount }: { readonly tranche: string; readonly currency: Quotable; readonly amount: bigint },
): Promise<string> {
  const { offshore, clock, seed, way } = stage
  const subject = { lot: 'A', tranche }
  const id = idOf('REMIT-', tranche, currency)
  const account = `trust-${currency.toLowerCase()}`
  const endToEndId = `${id}-E`
  const day = new Date(clock.nowMs() + 8 * 3_600_000).toISOString().slice(0, 10)
  const pain = writePain001({
    messageId: id,
    createdAt: clock.now(),
    initiatingParty: { name: 'SANDBOX Harbour Trust', organisationId: 'trust' },
    instructions: [
      {
        paymentInformationId: id,
        executionDate: day,
        debtor: { name: 'SANDBOX Harbour Trust' },
        debtorAccount: { scheme: 'other', id: trustAccounts[currency]! },
        debtorAgent: { bic: 'SBXAHKHH' },
        chargeBearer: 'SHAR',
        transfers: [
          {
            endToEndId,
            amount: { currency, minor: amount },
            creditor: { name: 'SANDBOX 案款账户' },
            creditorAccount: { scheme: 'other', id: way.account.number },
            purpose: { code: 'GOVT' },
            remittance: ['SANDBOX proceeds'],
          },
        ],
      },
    ],
  })
  const instruction = await offshore.document(new TextDecoder().decode(pain))
  const signatures = ['p-lam', 'p-ng'].map((person) => {
    const { secretKey, publicKey } = personKey(seed, person)
    return { key: publicKey, signature: signText(paymentDigestInput(pain), secretKey) }
  })
  if (asksScreening(stage, 'offshore'))
    await screen(stage, 'offshore', {
      purpose: 'remittance',
      about: way.account.payee,
      lot: 'A',
      addresses: [],
      names: ['SANDBOX Harbour Trust', 'SANDBOX 案款账户'],
    })
  await enact(stage, {
    kind: 'remittance.ordered',
    subject,
    payload: {
      account,
      payee: way.account.id,
      amount: amount.toString(),
      currency,
      endToEndId,
      instruction,
      signatures,
    },
    documents: [instruction],
  })
  stage.say({ stage: 'remittance.ordered', text: endToEndId })
  await rest(stage)
  await clock.pass(10)
  const statement = await offshore.document(await statementText(stage, 'bank-hk', 'trust', trustAccounts[currency]!))
  await enact(stage, {
    kind: 'remittance.reported',
    role: 'trust-officer',
    subject,
    payload: { account, amount: amount.toString(), currency, endToEndId, statement },
    documents: [statement],
  })
  stage.say({ stage: 'remittance.reported', text: `${amount} cents ${currency} sent` })
  await rest(stage)
  return endToEndId
}

interface Settled {
  readonly reference: string
  readonly rmb: bigint
}

/** Where no authority approves foreign exchange, the bank settles without a paper of one. */
async function settle(
  stage: Stage,
  of: {
    readonly tranche: string
    readonly currency: Quotable
    readonly endToEndId: string
    readonly approvalText: string | undefined
  },
): Promise<Settled> {
  const { tranche, endToEndId, approvalText } = of
  const { onshore, world, way } = stage
  const { number, owner, bank: institution = 'bank-cn' } = way.account
  const subject = { lot: 'A', tranche }
  const bank = openSandboxBank({
    url: world.bank.institutionUrl(institution),
    token: world.bank.token({ institution, customer: owner }),
  })
  const received = await bank.remittanceAdvice({ account: number, endToEndId })
  if (received === undefined) throw new TypeError(`the bank has no advice of ${endToEndId}`)
  const key = idOf('FX-', tranche, of.currency)
  const slipPaper = await bank.settleFx({
    key,
    account: number,
    endToEndId,
    ...(approvalText === undefined ? {} : { approval: approvalText }),
  })
  const advice = received.paper.body as unknown as RemittanceAdviceBody
  const slip = slipPaper.paper.body as unknown as SettlementSlipBody
  const [adviceHash, slipHash] = [await onshore.document(received.text), await onshore.document(slipPaper.text)]
  await enact(stage, {
    kind: 'fx.settled',
    role: 'finance',
    subject,
    payload: {
      advice: adviceHash,
      slip: slipHash,
      currency: advice.currency,
      remitted: advice.remitted,
      charges: advice.charges.map(({ what, amount }) => ({ what, amount })),
      received: advice.received,
      rate: slip.rate,
      rmbGross: slip.rmbGross,
      bankFee: slip.bankFee,
      rmb: slip.rmb,
      bopNumber: slip.bopNumber,
    },
    documents: [adviceHash, slipHash],
  })
  stage.say({ stage: 'fx.settled', text: `${slip.rmb} ${minorOf(stage)} at ${slip.rate}` })
  return { reference: key, rmb: BigInt(slip.rmb) }
}

async function credit(stage: Stage, tranche: string, settled: readonly Settled[]): Promise<void> {
  const { onshore, clock, way } = stage
  const { id: accountId, number, owner, bank: institution = 'bank-cn' } = way.account
  await clock.pass(5)
  const statement = await onshore.document(await statementText(stage, institution, owner, number))
  const [first, ...others] = settled.map(({ reference }) => reference)
  const amount = settled.reduce((sum, { rmb }) => sum + rmb, 0n).toString()
  await enact(stage, {
    kind: 'money.credited',
    subject: { lot: 'A', tranche },
    payload: {
      account: accountId,
      amount,
      statement,
      reference: first!,
      ...(others.length === 0 ? {} : { others }),
    },
    documents: [statement],
  })
  stage.say({ stage: 'money.credited', text: `${amount} ${minorOf(stage)}` })
  await rest(stage)
}

function minorOf({ way }: Stage): string {
  return (way.account.currency ?? 'CNY') === 'CNY' ? 'fen' : 'cents'
}

/** A statement with one booked line of an account whose bank the sandbox does not play to the end. */
export function statementOf(
  stage: Stage,
  { reference, minor, credit }: { readonly reference: string; readonly minor: bigint; readonly credit: boolean },
): Promise<string> {
  const { way, clock, onshore } = stage
  const { number, bank = 'bank-cn', currency = 'CNY' } = way.account
  const now = clock.now()
  const day = now.slice(0, 10)
  const money = (amount: bigint) => ({ currency: currency as Currency, minor: amount })
  const opening = 100_000_000n
  const direction = credit ? ('CRDT' as const) : ('DBIT' as const)
  const xml = writeCamt053({
    messageId: reference,
    createdAt: now,
    statements: [
      {
        id: reference,
        account: { scheme: 'other', id: number, currency: currency as Currency },
        balances: [
          { type: 'OPBD', amount: money(opening), direction: 'CRDT', date: day },
          { type: 'CLBD', amount: money(opening + (credit ? minor : -minor)), direction: 'CRDT', date: day },
        ],
        entries: [
          {
            reference,
            amount: money(minor),
            direction,
            reversal: false,
            status: 'BOOK',
            bookingDate: day,
            valueDate: day,
            code: { iso: { domain: 'PMNT', family: 'ICDT', subFamily: 'DMCT' } },
            charges: [],
            transactions: [],
          },
        ],
      },
    ],
  })
  return file(stage, onshore, bank, 'camt.053', { xml: new TextDecoder().decode(xml) })
}
