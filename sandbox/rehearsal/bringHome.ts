import { writeCamt053 } from '../../src/core/iso20022/camt053.ts'
import { writePain001 } from '../../src/core/iso20022/pain001.ts'
import { formatAmount, parseAmount } from '../../src/core/money/amount.ts'
import type { Currency } from '../../src/core/money/currency.ts'
import { signText } from '../../src/core/record/publicKeys.ts'
import { paymentDigestInput, type RemittanceAdviceBody, type SettlementSlipBody } from '../../src/world/banks/bank.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import { issueFxApproval } from '../bank/safe.ts'
import { trustAccount } from '../world.ts'
import { personKey, platformA, platformB } from './cast.ts'
import { statementText } from './entrust.ts'
import { file, rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

const platforms = [platformA, platformB] as const
const ceiling = 50_000_000n

/** Row 15: SAFE's approval, once for the lot. */
export async function approveFx(stage: Stage): Promise<string> {
  const { onshore, clock, seed, way } = stage
  const terms = {
    number: 'SANDBOX-核-2026-1',
    branch: 'SANDBOX branch',
    currency: 'USD',
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
  stage.say({ stage: 'fx.approved', text: `${terms.number}, up to ${ceiling} cents` })
  await rest(stage)
  return text
}

/** Rows 14 to 17 for one tranche: paid out to the trust, remitted, settled into the money of the case, credited. What buyers of a block paid lies there already. */
export async function bringHome(
  stage: Stage,
  tranche: string,
  approvalText: string | undefined,
  paid = 0n,
): Promise<void> {
  const { state } = await stage.offshore.state()
  const inBooks = platforms.some((platform) => (state.balances[`assets:venue:${platform} USD`] ?? '0') !== '0')
  const amount = paid + (inBooks ? await bookProceeds(stage, tranche) : 0n)
  const endToEndId = await remit(stage, tranche, amount)
  await settle(stage, { tranche, endToEndId, approvalText })
}

async function bookProceeds(stage: Stage, tranche: string): Promise<bigint> {
  const { offshore, world, clock } = stage
  const { state } = await offshore.state()
  const rows = []
  for (const platform of platforms) {
    const net = BigInt(state.balances[`assets:venue:${platform} USD`] ?? '0')
    if (net === 0n) continue
    const reference = `SBX-${tranche.replace('/', '')}-${platform.slice(-1).toUpperCase()}`
    await world.treasurer(platform).withdrawFiat({
      key: reference,
      currency: 'USD',
      amount: formatAmount({ amount: net, decimals: 2, trim: true }),
      bankAccount: trustAccount,
    })
    for (const pending of world.exchanges[platform]!.pendingWithdrawals()) {
      const amountMinor = parseAmount({ asset: 'USD', text: pending.amount, decimals: 2 })
      world.bank.creditFromVenue({ account: trustAccount, amountMinor, currency: 'USD', reference, payer: platform })
      world.exchanges[platform]!.settleWithdrawal({ withdrawalId: pending.withdrawalId, reference })
      rows.push({ platform, amount: amountMinor.toString(), reference })
    }
  }
  await clock.pass(5)
  const statement = await offshore.document(await statementText(stage, 'bank-hk', 'trust', trustAccount))
  await enact(stage, {
    kind: 'proceeds.booked',
    subject: { lot: 'A', tranche },
    payload: {
      account: 'trust-usd',
      currency: 'USD',
      rows,
      statement,
      withdrawalFee: '0',
      feeAuthority: 'SANDBOX fee schedule of the platforms',
    },
    documents: [statement],
  })
  const amount = rows.reduce((sum, row) => sum + BigInt(row.amount), 0n)
  stage.say({ stage: 'proceeds.booked', text: `${amount} cents in the trust account` })
  await rest(stage)
  return amount
}

/** The payment file is signed by the account's signatories themselves; the server only hands it in. */
async function remit(stage: Stage, tranche: string, amount: bigint): Promise<string> {
  const { offshore, clock, seed, way } = stage
  const subject = { lot: 'A', tranche }
  const id = `SBX-REMIT-${tranche.replace('/', '')}`
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
        debtorAccount: { scheme: 'other', id: trustAccount },
        debtorAgent: { bic: 'SBXAHKHH' },
        chargeBearer: 'SHAR',
        transfers: [
          {
            endToEndId,
            amount: { currency: 'USD', minor: amount },
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
  await enact(stage, {
    kind: 'remittance.ordered',
    subject,
    payload: {
      account: 'trust-usd',
      payee: way.account.id,
      amount: amount.toString(),
      currency: 'USD',
      endToEndId,
      instruction,
      signatures,
    },
    documents: [instruction],
  })
  stage.say({ stage: 'remittance.ordered', text: endToEndId })
  await rest(stage)
  await clock.pass(10)
  const statement = await offshore.document(await statementText(stage, 'bank-hk', 'trust', trustAccount))
  await enact(stage, {
    kind: 'remittance.reported',
    role: 'trust-officer',
    subject,
    payload: { account: 'trust-usd', amount: amount.toString(), currency: 'USD', endToEndId, statement },
    documents: [statement],
  })
  stage.say({ stage: 'remittance.reported', text: `${amount} cents sent` })
  await rest(stage)
  return endToEndId
}

/** Where no authority approves foreign exchange, the bank settles without a paper of one. */
async function settle(
  stage: Stage,
  {
    tranche,
    endToEndId,
    approvalText,
  }: { readonly tranche: string; readonly endToEndId: string; readonly approvalText: string | undefined },
): Promise<void> {
  const { onshore, clock, world, way } = stage
  const { id: accountId, number, owner, bank: institution = 'bank-cn', currency = 'CNY' } = way.account
  const minor = currency === 'CNY' ? 'fen' : 'cents'
  const subject = { lot: 'A', tranche }
  const bank = openSandboxBank({
    url: world.bank.institutionUrl(institution),
    token: world.bank.token({ institution, customer: owner }),
  })
  const received = await bank.remittanceAdvice({ account: number, endToEndId })
  if (received === undefined) throw new TypeError(`the bank has no advice of ${endToEndId}`)
  const key = `SBX-FX-${tranche.replace('/', '')}`
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
  stage.say({ stage: 'fx.settled', text: `${slip.rmb} ${minor} at ${slip.rate}` })
  await clock.pass(5)
  const statement = await onshore.document(await statementText(stage, institution, owner, number))
  await enact(stage, {
    kind: 'money.credited',
    subject,
    payload: { account: accountId, amount: slip.rmb, statement, reference: key },
    documents: [statement],
  })
  stage.say({ stage: 'money.credited', text: `${slip.rmb} ${minor}` })
  await rest(stage)
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
