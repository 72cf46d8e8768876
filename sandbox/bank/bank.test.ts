import { ed25519 } from '@noble/curves/ed25519.js'
import { afterEach, describe, expect, test } from 'vitest'
import { type CreditTransfer, type CreditTransferInitiation, writePain001 } from '../../src/core/iso20022/pain001.ts'
import { explainCharges, recomputeSettlement } from '../../src/core/money/fxSettlement.ts'
import { linesOf, reconcile } from '../../src/core/money/reconcile.ts'
import { statementLine } from '../../src/core/money/statementLine.ts'
import { bytesToHex, sha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { readPaper } from '../../src/core/record/paper.ts'
import { paymentDigestInput, type RemittanceAdviceBody, type SettlementSlipBody } from '../../src/world/banks/bank.ts'
import { describeBank } from '../../src/world/banks/describeBank.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import { type AccountOptions, accountsByDefault, type BankOptions } from './options.ts'
import { issueFxApproval } from './safe.ts'
import { type SandboxBank, startBank } from './startBank.ts'

const at = (time: string) => Date.parse(`${time}+08:00`)
let now = at('2026-05-18T10:00:00')
const open: SandboxBank[] = []

async function start(options: Partial<BankOptions> = {}): Promise<SandboxBank> {
  const bank = await startBank({ seed: 1, clock: () => now, ...options })
  open.push(bank)
  return bank
}

afterEach(async () => {
  now = at('2026-05-18T10:00:00')
  await Promise.all(open.splice(0).map((bank) => bank.stop()))
})

const client = (bank: SandboxBank, institution: string, customer: string) =>
  openSandboxBank({ url: bank.institutionUrl(institution), token: bank.token({ institution, customer }) })

interface PayParameters {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly amount: CreditTransfer['amount']
  readonly bearer?: CreditTransfer['chargeBearer']
  readonly day?: string
}

function pay({ id, from, to, amount, bearer = 'SHAR', day = '2026-05-18' }: PayParameters): Uint8Array {
  const message: CreditTransferInitiation = {
    messageId: id,
    createdAt: '2026-05-18T02:00:00.000Z',
    initiatingParty: { name: 'Trust', organisationId: 'trust' },
    instructions: [
      {
        paymentInformationId: id,
        executionDate: day,
        debtor: { name: 'Trust' },
        debtorAccount: { scheme: 'other', id: from },
        debtorAgent: { bic: 'SBXAHKHH' },
        chargeBearer: bearer,
        transfers: [
          {
            endToEndId: `${id}-E`,
            amount,
            creditor: { name: '某市公安局' },
            creditorAccount: { scheme: 'other', id: to },
            purpose: { code: 'GOVT' },
            remittance: ['SANDBOX proceeds'],
          },
        ],
      },
    ],
  }
  return writePain001(message)
}

const usd = (minor: bigint) => ({ currency: 'USD', minor }) as const
const remittance = (id = 'R1', minor = 300_000_000n) =>
  pay({ id, from: 'SBX-HK-TRUST-USD', to: 'SBX-CN-CASE', amount: usd(minor) })
const approval = (change: Partial<Parameters<typeof issueFxApproval>[0]> = {}) =>
  issueFxApproval({
    seed: 1,
    number: 'SBX-2026-17',
    branch: 'SANDBOX Beijing',
    currency: 'USD',
    ceilingMinor: 300_000_000n,
    payeeAccount: 'SBX-CN-CASE',
    from: '2026-04-20',
    until: '2026-05-20',
    issuedAt: '2026-04-20T02:00:00.000Z',
    ...change,
  }).text

async function proceeds(bank: SandboxBank, amountMinor = 300_000_000n) {
  bank.creditFromVenue({ account: 'SBX-HK-TRUST-USD', amountMinor, currency: 'USD', reference: 'W1' })
}

describeBank({
  name: 'sandbox',
  open: async () => {
    now = at('2026-05-18T10:00:00')
    const bank = await startBank({ seed: 7, clock: () => now })
    const provider = client(bank, 'bank-cn', 'provider')
    return {
      bank: provider,
      debtor: { account: 'SBX-CN-PROVIDER', bic: 'SBXBCNBJ', currency: 'CNY' },
      creditor: { account: 'SBX-CN-DEPOSIT', readBy: provider },
      foreignAccount: 'SBX-CN-DEPOSIT',
      today: '2026-05-18',
      loseNextAnswer: () => bank.fault({ kind: 'cut-after-accept', on: 'submit' }),
      stop: () => bank.stop(),
    }
  },
})

describe('the way of the money', () => {
  test('proceeds, remittance less a correspondent’s charge, approval, settlement, credit in yuan: every paper agrees to the fen', async () => {
    const bank = await start()
    await proceeds(bank)
    const trust = client(bank, 'bank-hk', 'trust')
    const psb = client(bank, 'bank-cn', 'psb')
    expect(await trust.submitPayment({ file: remittance(), key: 'R1' })).toEqual({ state: 'accepted' })
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(0n)

    const advice = await psb.remittanceAdvice({ account: 'SBX-CN-CASE', endToEndId: 'R1-E' })
    const told = advice!.paper.body as RemittanceAdviceBody
    expect(told).toMatchObject({
      currency: 'USD',
      remitted: '300000000',
      received: '299996500',
      charges: [{ what: 'correspondent SBXCUS33', amount: '3500' }],
      payeeAccount: 'SBX-CN-CASE',
      valueDate: '2026-05-18',
    })
    expect(
      explainCharges({
        currency: 'USD',
        remittedMinor: BigInt(told.remitted),
        receivedMinor: BigInt(told.received),
        chargesMinor: told.charges.map(({ amount }) => BigInt(amount)),
      }).ok,
    ).toBe(true)

    const settled = await psb.settleFx({ key: 'S1', account: 'SBX-CN-CASE', endToEndId: 'R1-E', approval: approval() })
    const slip = settled.paper.body as SettlementSlipBody
    // 2,999,965.00 × 7.1034 = 21,309,951.381, half up to the fen, less a fee of 200.00.
    expect(slip).toMatchObject({ rate: '7.1034', rmbGross: '2130995138', bankFee: '20000', rmb: '2130975138' })
    expect(
      recomputeSettlement({
        currency: 'USD',
        amountMinor: BigInt(slip.received),
        rate: slip.rate,
        feeFen: BigInt(slip.bankFee),
        netFen: BigInt(slip.rmb),
      }).ok,
    ).toBe(true)

    const [statement] = await psb.statements({ account: 'SBX-CN-CASE', from: '2026-05-18', to: '2026-05-18' })
    const line = statement!.statement.entries[0]!
    expect(line).toMatchObject({ amount: { currency: 'CNY', minor: 2130975138n }, direction: 'CRDT', status: 'BOOK' })
    expect(line.charges).toMatchObject([{ amount: { currency: 'CNY', minor: 20000n }, included: true }])
    expect(line.transactions[0]).toMatchObject({
      references: { endToEndId: 'S1', transactionId: 'R1-E' },
      instructed: usd(299_996_500n),
      transactionAmount: { currency: 'CNY', minor: 2130995138n },
      exchange: { source: 'USD', target: 'CNY', unit: 'USD', rate: '7.1034' },
    })
    expect(statementLine({ paper: statement!.paper, account: 'SBX-CN-CASE', reference: 'S1' })).toEqual({
      name: expect.any(String),
      credit: true,
      amount: 2130975138n,
      currency: 'CNY',
    })
    const [pending] = await psb.statements({ account: 'SBX-CN-CASE-USD', from: '2026-05-18', to: '2026-05-18' })
    expect(pending!.statement.entries.map(({ direction, amount }) => [direction, amount.minor])).toEqual([
      ['CRDT', 299_996_500n],
      ['DBIT', 299_996_500n],
    ])
    expect([...bank.imbalances().values()].every((minor) => minor === 0n)).toBe(true)
  })

  test('where the debtor bears the charges, all arrives and the charge is a line of its own', async () => {
    const bank = await start({ charges: { outgoingMinor: { USD: 2_500n } } })
    await proceeds(bank, 300_010_000n)
    const trust = client(bank, 'bank-hk', 'trust')
    const file = pay({
      id: 'R1',
      from: 'SBX-HK-TRUST-USD',
      to: 'SBX-CN-CASE',
      amount: usd(300_000_000n),
      bearer: 'DEBT',
    })
    await trust.submitPayment({ file, key: 'R1' })
    expect(bank.lines('SBX-HK-TRUST-USD').map(({ direction, minor }) => [direction, minor])).toEqual([
      ['CRDT', 300_010_000n],
      ['DBIT', 300_000_000n],
      ['DBIT', 6_000n],
    ])
    expect(bank.balance('SBX-CN-CASE-USD')).toBe(300_000_000n)
    expect([...bank.imbalances().values()].every((minor) => minor === 0n)).toBe(true)
  })

  test('a settlement asked twice with one key settles once and gives the same slip', async () => {
    const bank = await start()
    await proceeds(bank)
    await client(bank, 'bank-hk', 'trust').submitPayment({ file: remittance(), key: 'R1' })
    const psb = client(bank, 'bank-cn', 'psb')
    const asked = { key: 'S1', account: 'SBX-CN-CASE', endToEndId: 'R1-E', approval: approval() }
    const first = await psb.settleFx(asked)
    now += 60_000
    expect((await psb.settleFx(asked)).text).toBe(first.text)
    expect(bank.lines('SBX-CN-CASE')).toHaveLength(1)
    await expect(psb.settleFx({ ...asked, key: 'S2' })).rejects.toMatchObject({ code: 'BANK_REFUSED' })
  })

  test('told twice by a platform, proceeds are booked once; with another amount they are refused', async () => {
    const bank = await start()
    await proceeds(bank)
    await proceeds(bank)
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(300_000_000n)
    await expect(proceeds(bank, 1n)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})

describe('scenario D8 at the counter: an approval that', () => {
  test.each([
    ['is a cent short', { ceilingMinor: 299_999_999n }, 'exceeds its ceiling'],
    ['ended the day before', { until: '2026-05-17' }, 'is outside'],
    ['begins the day after', { from: '2026-05-19' }, 'is outside'],
    ['names another payee', { payeeAccount: 'SBX-CN-DEPOSIT' }, 'its payee is SBX-CN-DEPOSIT'],
    ['is for another currency', { currency: 'HKD' as const }, 'it is for HKD'],
  ])('%s settles nothing', async (_name, change, message) => {
    const bank = await start()
    await proceeds(bank)
    await client(bank, 'bank-hk', 'trust').submitPayment({ file: remittance(), key: 'R1' })
    const asked = { key: 'S1', account: 'SBX-CN-CASE', endToEndId: 'R1-E', approval: approval(change) }
    await expect(client(bank, 'bank-cn', 'psb').settleFx(asked)).rejects.toMatchObject({
      code: 'BANK_REFUSED',
      facts: { bankCode: 'FX01', bankMessage: expect.stringContaining(message) },
    })
    expect(bank.balance('SBX-CN-CASE')).toBe(0n)
  })

  test('was altered settles nothing', async () => {
    const bank = await start()
    await proceeds(bank)
    await client(bank, 'bank-hk', 'trust').submitPayment({ file: remittance(), key: 'R1' })
    const altered = approval().replace('2026-05-20', '2026-12-31')
    const asked = { key: 'S1', account: 'SBX-CN-CASE', endToEndId: 'R1-E', approval: altered }
    await expect(client(bank, 'bank-cn', 'psb').settleFx(asked)).rejects.toMatchObject({ code: 'BANK_REFUSED' })
  })

  test('covers two remittances up to its ceiling and not a third', async () => {
    const bank = await start()
    await proceeds(bank, 400_000_000n)
    const trust = client(bank, 'bank-hk', 'trust')
    const psb = client(bank, 'bank-cn', 'psb')
    for (const [id, minor] of [
      ['R1', 100_000_000n],
      ['R2', 200_000_000n],
      ['R3', 1n + 3_500n],
    ] as const) {
      await trust.submitPayment({ file: remittance(id, minor), key: id })
    }
    const settle = (id: string) =>
      psb.settleFx({ key: `S-${id}`, account: 'SBX-CN-CASE', endToEndId: `${id}-E`, approval: approval() })
    await settle('R1')
    await settle('R2')
    await expect(settle('R3')).rejects.toMatchObject({ facts: { bankCode: 'FX01' } })
  })
})

describe('the deposit', () => {
  test('stands where the provider reads it and cannot draw it, as the bank confirms', async () => {
    const bank = await start()
    bank.transfer({ from: 'SBX-CN-PROVIDER', to: 'SBX-CN-DEPOSIT', amountMinor: 1_000_000n, reference: 'DEP-1' })
    bank.transfer({ from: 'SBX-CN-PROVIDER', to: 'SBX-CN-DEPOSIT', amountMinor: 1_000_000n, reference: 'DEP-1' })
    const provider = client(bank, 'bank-cn', 'provider')
    const { paper } = await provider.confirmBalance({ account: 'SBX-CN-DEPOSIT' })
    expect(paper.body).toMatchObject({ balance: '1000000', currency: 'CNY', purpose: 'deposit', drawnBy: ['cbex'] })
    expect(paper).toMatchObject({ issuer: 'bank-cn', key: bank.paperKey('bank-cn'), world: 'rehearsal' })
    const file = pay({
      id: 'X1',
      from: 'SBX-CN-DEPOSIT',
      to: 'SBX-CN-PROVIDER',
      amount: { currency: 'CNY', minor: 1n },
    })
    await expect(provider.submitPayment({ file, key: 'X1' })).rejects.toMatchObject({ facts: { bankCode: 'AG01' } })
  })

  test('is read by nobody whom it does not concern', async () => {
    const bank = await start()
    await expect(client(bank, 'bank-cn', 'trust').confirmBalance({ account: 'SBX-CN-DEPOSIT' })).rejects.toMatchObject({
      facts: { bankCode: 'AC01' },
    })
    const stranger = openSandboxBank({ url: bank.institutionUrl('bank-cn'), token: 'guess' })
    await expect(stranger.confirmBalance({ account: 'SBX-CN-DEPOSIT' })).rejects.toMatchObject({
      facts: { bankCode: 'AUTH' },
    })
  })
})

describe('an account with a mandate', () => {
  const people = ['a', 'b', 'c'].map((name) => {
    const secretKey = sha256(utf8ToBytes(`test ${name}`))
    return { secretKey, key: bytesToHex(ed25519.getPublicKey(secretKey)) }
  })
  const accounts: AccountOptions[] = accountsByDefault.map((account) =>
    account.number === 'SBX-HK-TRUST-USD'
      ? { ...account, mandate: { threshold: 2, keys: people.slice(0, 2).map(({ key }) => key) } }
      : account,
  )
  const signatures = (file: Uint8Array, count: number) =>
    people.slice(0, count).map(({ key, secretKey }) => ({
      key,
      signature: bytesToHex(ed25519.sign(paymentDigestInput(file), secretKey)),
    }))

  test('pays when two persons have signed the file, not before, and not twice', async () => {
    const bank = await start({ accounts })
    await proceeds(bank)
    const trust = client(bank, 'bank-hk', 'trust')
    const file = remittance()
    expect(await trust.submitPayment({ file, key: 'R1', signatures: signatures(file, 1) })).toEqual({
      state: 'pending',
    })
    expect(await trust.paymentStatus('R1-E')).toMatchObject({ state: 'pending' })
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(300_000_000n)
    expect(await trust.submitPayment({ file, key: 'R1', signatures: signatures(file, 2) })).toEqual({
      state: 'accepted',
    })
    expect(await trust.submitPayment({ file, key: 'R1', signatures: signatures(file, 2) })).toEqual({
      state: 'accepted',
    })
    expect(bank.lines('SBX-HK-TRUST-USD')).toHaveLength(2)
  })

  test('takes no signature of a stranger, and none over another file', async () => {
    const bank = await start({ accounts })
    await proceeds(bank)
    const trust = client(bank, 'bank-hk', 'trust')
    const file = remittance()
    const stranger = signatures(file, 3).slice(2)
    await expect(trust.submitPayment({ file, key: 'R1', signatures: stranger })).rejects.toMatchObject({
      facts: { bankCode: 'DS0D' },
    })
    const other = signatures(remittance('R1', 1n), 1)
    await expect(trust.submitPayment({ file, key: 'R1', signatures: other })).rejects.toMatchObject({
      facts: { bankCode: 'DS0D' },
    })
  })
})

describe('days', () => {
  test('a payment waits for its day, and statements follow day by day with the same bytes whenever asked', async () => {
    const bank = await start()
    await proceeds(bank)
    const trust = client(bank, 'bank-hk', 'trust')
    const file = pay({ id: 'R1', from: 'SBX-HK-TRUST-USD', to: 'SBX-CN-CASE', amount: usd(100n), day: '2026-05-20' })
    expect(await trust.submitPayment({ file, key: 'R1' })).toEqual({ state: 'pending' })
    now = at('2026-05-20T09:00:00')
    expect(await trust.paymentStatus('R1-E')).toMatchObject({ state: 'booked' })
    const ask = () => trust.statements({ account: 'SBX-HK-TRUST-USD', from: '2026-05-01', to: '2026-06-01' })
    const papers = await ask()
    expect(
      papers.map(({ statement: { balances, entries } }) => [
        balances[0]!.date,
        ...balances.map(({ amount }) => amount.minor),
        entries.length,
      ]),
    ).toEqual([
      ['2026-05-18', 0n, 300_000_000n, 1],
      ['2026-05-19', 300_000_000n, 300_000_000n, 0],
      ['2026-05-20', 300_000_000n, 299_999_900n, 1],
    ])
    now += 3_600_000
    expect((await ask()).map(({ sha256: hash }) => hash)).toEqual(papers.map(({ sha256: hash }) => hash))
  })

  test('the same seed, clock and requests give the same bytes; another seed gives others', async () => {
    const run = async (seed: number) => {
      now = at('2026-05-18T10:00:00')
      const bank = await start({ seed })
      await proceeds(bank)
      await client(bank, 'bank-hk', 'trust').submitPayment({ file: remittance(), key: 'R1' })
      const psb = client(bank, 'bank-cn', 'psb')
      const advice = await psb.remittanceAdvice({ account: 'SBX-CN-CASE', endToEndId: 'R1-E' })
      const [statement] = await psb.statements({ account: 'SBX-CN-CASE-USD', from: '2026-05-18', to: '2026-05-18' })
      return [advice!.text, statement!.text]
    }
    const first = await run(1)
    expect(await run(1)).toEqual(first)
    expect(await run(2)).not.toEqual(first)
    for (const text of first) expect(text).toContain('SANDBOX')
  })
})

describe('faults', () => {
  const expected = {
    id: 'remittance',
    account: 'SBX-CN-CASE-USD',
    direction: 'CRDT',
    amount: usd(300_000_000n),
    endToEndId: 'R1-E',
    notBefore: '2026-05-18',
    notAfter: '2026-05-19',
    charges: 'itemised',
  } as const

  async function remitted(fault: Parameters<SandboxBank['fault']>[0] | undefined) {
    const bank = await start()
    await proceeds(bank)
    if (fault) bank.fault(fault)
    await client(bank, 'bank-hk', 'trust').submitPayment({ file: remittance(), key: 'R1' })
    now = at('2026-05-22T10:00:00')
    bank.tick()
    const psb = client(bank, 'bank-cn', 'psb')
    const papers = await psb
      .statements({ account: 'SBX-CN-CASE-USD', from: '2026-05-18', to: '2026-05-22' })
      .catch((error: unknown) =>
        (error as { facts?: { bankCode?: string } }).facts?.bankCode === 'AC01' ? [] : Promise.reject(error),
      )
    expect([...bank.imbalances().values()].every((minor) => minor === 0n)).toBe(true)
    return reconcile({ expected: [expected], lines: papers.flatMap(({ statement }) => linesOf(statement)) })
  }

  test('without a fault the remittance matches with its charge', async () => {
    expect((await remitted(undefined)).matched).toMatchObject([{ expected: 'remittance', chargesMinor: 3_500n }])
  })

  test.each([
    ['credited late', { kind: 'credit-late', days: 3 }, [{ reason: 'date-outside' }], [{ reason: 'date-outside' }]],
    [
      'a wrong amount',
      { kind: 'wrong-amount', byMinor: -1n },
      [{ reason: 'amount-differs' }],
      [{ reason: 'amount-differs' }],
    ],
    [
      'a shifted value date',
      { kind: 'value-date-shift', days: 2 },
      [{ reason: 'date-outside' }],
      [{ reason: 'date-outside' }],
    ],
    ['credited twice', { kind: 'double-credit' }, [], [{ reason: 'duplicate' }]],
    ['returned', { kind: 'returned', reason: 'AC04' }, [{ reason: 'no-line' }], []],
  ] as const)('%s is found by reconciling', async (_name, fault, unmatchedExpected, unmatchedLines) => {
    const found = await remitted(fault)
    expect(found.unmatchedExpected).toMatchObject(unmatchedExpected)
    expect(found.unmatchedLines).toMatchObject(unmatchedLines)
  })

  test('a returned payment comes back on the debtor’s account with its reason', async () => {
    const bank = await start()
    await proceeds(bank)
    bank.fault({ kind: 'returned', reason: 'AC04' })
    const trust = client(bank, 'bank-hk', 'trust')
    await trust.submitPayment({ file: remittance(), key: 'R1' })
    expect(await trust.paymentStatus('R1-E')).toMatchObject({ state: 'returned', reason: 'AC04' })
    const [paper] = await trust.statements({ account: 'SBX-HK-TRUST-USD', from: '2026-05-18', to: '2026-05-18' })
    expect(paper!.statement.entries.at(-1)!.transactions[0]!.returned).toEqual({ reason: { code: 'AC04' }, notes: [] })
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(300_000_000n)
  })

  test('a line stated twice makes the statement not add up, and it is refused whole', async () => {
    const bank = await start()
    await proceeds(bank)
    bank.fault({ kind: 'duplicate-line' })
    const trust = client(bank, 'bank-hk', 'trust')
    const ask = () => trust.statements({ account: 'SBX-HK-TRUST-USD', from: '2026-05-18', to: '2026-05-18' })
    await expect(ask()).rejects.toMatchObject({
      code: 'BANK_REPLY_MALFORMED',
      facts: { reason: 'STATEMENT_UNBALANCED' },
    })
    expect((await ask())[0]!.statement.entries).toHaveLength(1)
  })

  test.each([
    ['the connection dies before', 'cut-before-accept', 300_000_000n],
    ['the connection dies after', 'cut-after-accept', 0n],
    ['the bank answers 500', 'server-error', 300_000_000n],
    ['the bank answers with a page', 'html', 300_000_000n],
  ] as const)('when %s, the outcome is unknown and sending again executes once', async (_name, kind, left) => {
    const bank = await start()
    await proceeds(bank)
    bank.fault({ kind, on: 'submit' })
    const trust = client(bank, 'bank-hk', 'trust')
    expect(await trust.submitPayment({ file: remittance(), key: 'R1' })).toEqual({ state: 'unknown' })
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(left)
    expect(await trust.submitPayment({ file: remittance(), key: 'R1' })).toEqual({ state: 'accepted' })
    expect(bank.balance('SBX-HK-TRUST-USD')).toBe(0n)
    expect(bank.fired(kind)).toBe(1)
  })

  test('where nobody listens nothing was sent, and that is told', async () => {
    const bank = await start()
    const trust = client(bank, 'bank-hk', 'trust')
    await bank.stop()
    open.splice(0)
    await expect(trust.submitPayment({ file: remittance(), key: 'R1' })).rejects.toMatchObject({
      code: 'BANK_UNREACHABLE',
      facts: { outcome: 'none' },
    })
  })
})

describe('the client', () => {
  test('talks to loopback only', () => {
    for (const url of ['http://bank.example/bank-cn', 'https://127.0.0.1/bank-cn', 'http://localhost/bank-cn']) {
      expect(() => openSandboxBank({ url, token: 'x' })).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
    }
  })

  test('refuses a statement whose paper was altered', async () => {
    const bank = await start({ sign: () => '{"a":1}' })
    const ask = client(bank, 'bank-cn', 'provider').statements({
      account: 'SBX-CN-PROVIDER',
      from: '2026-05-18',
      to: '2026-05-18',
    })
    await expect(ask).rejects.toMatchObject({ code: 'BANK_REPLY_MALFORMED' })
  })

  test('refuses the statement of another account', async () => {
    const bank = await start()
    const foreign = (
      await client(bank, 'bank-hk', 'trust').statements({
        account: 'SBX-HK-TRUST-HKD',
        from: '2026-05-18',
        to: '2026-05-18',
      })
    )[0]!
    const liar = await start({ sign: () => foreign.text })
    const ask = client(liar, 'bank-hk', 'trust').statements({
      account: 'SBX-HK-TRUST-USD',
      from: '2026-05-18',
      to: '2026-05-18',
    })
    await expect(ask).rejects.toMatchObject({
      code: 'BANK_REPLY_MALFORMED',
      message: expect.stringContaining('a statement of SBX-HK-TRUST-USD'),
    })
  })
})

test('SAFE’s approval is a signed paper, and one that ends before it begins is not issued', () => {
  expect(readPaper(approval())).toMatchObject({
    type: 'safe-approval',
    issuer: 'safe',
    world: 'rehearsal',
    body: { mark: 'SANDBOX', number: 'SBX-2026-17', ceiling: '300000000', payeeAccount: 'SBX-CN-CASE' },
  })
  expect(() => approval({ until: '2026-04-19' })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})
