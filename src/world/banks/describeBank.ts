import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CreditTransferInitiation, writePain001 } from '../../core/iso20022/pain001.ts'
import type { Currency } from '../../core/money/currency.ts'
import { parseRate } from '../../core/money/rate.ts'
import { linesOf, reconcile } from '../../core/money/reconcile.ts'
import { statementLine } from '../../core/money/statementLine.ts'
import type { Bank, RateSheetBody } from './bank.ts'

/** A bank with two accounts in one currency: one that the client may draw and that holds money, one that it pays. */
export interface BankUnderTest {
  readonly bank: Bank
  readonly debtor: { readonly account: string; readonly bic: string; readonly currency: Currency }
  readonly creditor: { readonly account: string; readonly readBy: Bank }
  /** An account of the same bank that the client may not draw. */
  readonly foreignAccount: string
  /** Today at the bank. */
  readonly today: string
  /** Breaks the connection after the next submission was taken. */
  readonly loseNextAnswer: () => void
  readonly stop: () => Promise<void>
}

export interface DescribeBankOptions {
  readonly name: string
  readonly open: () => Promise<BankUnderTest>
  readonly skip?: readonly { readonly test: string; readonly reason: string }[]
}

/** What every bank adapter must do. */
export function describeBank({ name, open, skip = [] }: DescribeBankOptions): void {
  const run = (title: string, body: () => Promise<void>) =>
    test.skipIf(skip.some((one) => one.test === title))(title, body)

  describe(`bank: ${name}`, () => {
    let under: BankUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under?.stop())

    const payment = (
      id: string,
      minor: bigint,
      change: Partial<{ from: string; to: string; messageId: string }> = {},
    ) => writePain001(initiation(under, { id, minor, ...change }))
    const statement = async (bank: Bank, account: string) => {
      const [paper] = await bank.statements({ account, from: under.today, to: under.today })
      return paper!.statement
    }
    const balanceOf = async (bank: Bank, account: string) => {
      const closing = (await statement(bank, account)).balances.find(({ type }) => type === 'CLBD')!
      return closing.direction === 'CRDT' ? closing.amount.minor : -closing.amount.minor
    }

    run('executes a payment and states it on both accounts under its end-to-end id', async () => {
      const { bank, debtor, creditor } = under
      const before = await balanceOf(bank, debtor.account)
      expect(await bank.submitPayment({ file: payment('A1', 12_345n), key: 'A1' })).toEqual({ state: 'accepted' })
      expect(await bank.paymentStatus('A1-E')).toMatchObject({ state: 'booked' })
      expect(await balanceOf(bank, debtor.account)).toBe(before - 12_345n)
      const found = reconcile({
        expected: [
          { ...expectation('A1-E', 12_345n), id: 'out', account: debtor.account, direction: 'DBIT' },
          { ...expectation('A1-E', 12_345n), id: 'in', account: creditor.account, direction: 'CRDT' },
        ],
        lines: [
          ...linesOf(await statement(bank, debtor.account)),
          ...linesOf(await statement(creditor.readBy, creditor.account)),
        ],
      })
      expect(found.matched.map(({ expected }) => expected).sort()).toEqual(['in', 'out'])
      expect(found.unmatchedExpected).toEqual([])
    })

    run('takes the same file again and executes it once', async () => {
      const file = payment('B1', 777n)
      const before = await balanceOf(under.bank, under.debtor.account)
      expect(await under.bank.submitPayment({ file, key: 'B1' })).toEqual({ state: 'accepted' })
      expect(await under.bank.submitPayment({ file, key: 'B1' })).toEqual({ state: 'accepted' })
      expect(await balanceOf(under.bank, under.debtor.account)).toBe(before - 777n)
    })

    run('refuses a message id with other content', async () => {
      await under.bank.submitPayment({ file: payment('C1', 100n), key: 'C1' })
      await expect(under.bank.submitPayment({ file: payment('C1', 101n), key: 'C1' })).rejects.toMatchObject({
        code: 'PAYMENT_ID_REUSED',
      })
    })

    run('refuses an end-to-end id under another message', async () => {
      await under.bank.submitPayment({ file: payment('D1', 100n), key: 'D1' })
      const again = payment('D1', 100n, { messageId: 'D2' })
      await expect(under.bank.submitPayment({ file: again, key: 'D2' })).rejects.toMatchObject({
        code: 'PAYMENT_ID_REUSED',
      })
    })

    run(
      'a lost answer is unknown; asking tells what became of it, and sending again executes nothing more',
      async () => {
        const file = payment('E1', 555n)
        const before = await balanceOf(under.bank, under.debtor.account)
        under.loseNextAnswer()
        expect(await under.bank.submitPayment({ file, key: 'E1' })).toEqual({ state: 'unknown' })
        expect(await under.bank.paymentStatus('E1-E')).toMatchObject({ state: 'booked' })
        expect(await under.bank.submitPayment({ file, key: 'E1' })).toEqual({ state: 'accepted' })
        expect(await balanceOf(under.bank, under.debtor.account)).toBe(before - 555n)
      },
    )

    run('refuses to draw an account that is not the client’s', async () => {
      const file = payment('F1', 1n, { from: under.foreignAccount })
      await expect(under.bank.submitPayment({ file, key: 'F1' })).rejects.toMatchObject({ code: 'BANK_REFUSED' })
    })

    run('refuses more than the account holds', async () => {
      const all = await balanceOf(under.bank, under.debtor.account)
      await expect(under.bank.submitPayment({ file: payment('G1', all + 1n), key: 'G1' })).rejects.toMatchObject({
        code: 'BANK_REFUSED',
      })
    })

    run('brings back what is sent to an account that does not exist', async () => {
      const before = await balanceOf(under.bank, under.debtor.account)
      await under.bank.submitPayment({ file: payment('H1', 321n, { to: 'NO-SUCH-ACCOUNT' }), key: 'H1' })
      expect(await under.bank.paymentStatus('H1-E')).toMatchObject({ state: 'returned', reason: 'AC01' })
      expect(await balanceOf(under.bank, under.debtor.account)).toBe(before)
    })

    run('debits an instruction booked as one in one line, states each return, and receipts the rest', async () => {
      const { bank, debtor, creditor } = under
      const before = await balanceOf(bank, debtor.account)
      const file = writePain001(
        batchOf(under, 'J1', [
          ['1', 100n, creditor.account],
          ['2', 20n, 'NO-SUCH-ACCOUNT'],
          ['3', 3n, creditor.account],
        ]),
      )
      expect(await bank.submitPayment({ file, key: 'J1' })).toEqual({ state: 'accepted' })
      expect(await bank.submitPayment({ file, key: 'J1' })).toEqual({ state: 'accepted' })
      expect(await bank.paymentStatus('J1')).toMatchObject({ state: 'booked' })
      expect(await bank.paymentStatus('J1.2')).toMatchObject({ state: 'returned', reason: 'AC01' })
      const [paper] = await bank.statements({ account: debtor.account, from: under.today, to: under.today })
      const line = (reference: string) => statementLine({ paper: paper!.paper, account: debtor.account, reference })
      const { currency } = debtor
      const name = expect.any(String)
      expect(line('J1')).toEqual({ name, credit: false, amount: 123n, currency })
      expect(line('J1.1')).toBeUndefined()
      // What comes back keeps the parties of what was sent: the money is the account's own.
      const own = expect.objectContaining({ account: debtor.account })
      expect(line('J1.2')).toEqual({ name, credit: true, amount: 20n, currency, other: own })
      expect(line('J1.2')?.name).not.toBe(line('J1')?.name)
      expect(await balanceOf(bank, debtor.account)).toBe(before - 103n)
      const receipt = await bank.payoutReceipt({ account: debtor.account, order: 'J1' })
      expect(receipt?.paper.body).toMatchObject({
        order: 'J1',
        count: 2,
        returned: [{ endToEndId: 'J1.2', reason: 'AC01' }],
      })
      expect(await bank.payoutReceipt({ account: debtor.account, order: 'J0' })).toBeUndefined()
    })

    run('a key that is not the message id is refused here, and nothing is sent', async () => {
      await expect(under.bank.submitPayment({ file: payment('I1', 1n), key: 'other' })).rejects.toMatchObject({
        code: 'INPUT_INVALID',
      })
      expect(await under.bank.paymentStatus('I1-E')).toEqual({ state: 'unknown' })
    })

    run('notifies each line once and in order, from a place on', async () => {
      const { bank, debtor } = under
      const all = await bank.notifications({ account: debtor.account, after: 0 })
      expect(all.map(({ sequence }) => sequence)).toEqual(all.map((_, index) => index + 1))
      const booked = (await statement(bank, debtor.account)).entries.map(({ servicerReference }) => servicerReference)
      expect(all.map(({ notification }) => notification.entries[0]!.servicerReference)).toEqual(booked)
      const rest = await bank.notifications({ account: debtor.account, after: all.length - 1 })
      expect(rest.map(({ text }) => text)).toEqual([all.at(-1)!.text])
    })

    run('confirms the balance that it states, and who may draw', async () => {
      const { bank, debtor } = under
      const { paper } = await bank.confirmBalance({ account: debtor.account })
      expect(paper.body).toMatchObject({
        account: debtor.account,
        currency: debtor.currency,
        balance: (await balanceOf(bank, debtor.account)).toString(),
      })
    })

    run('signs what it quotes for turning currencies, each rate above zero and of a moment that has been', async () => {
      const { paper, sha256 } = await under.bank.rateSheet()
      expect(paper.type).toBe('fx-rates')
      const { rates } = paper.body as unknown as RateSheetBody
      expect(rates.map(({ base, quote }) => `${base}/${quote}`)).toContain('USD/HKD')
      for (const { rate, asOf } of rates) {
        expect(parseRate(rate).numerator > 0n).toBe(true)
        expect(asOf <= paper.issuedAt).toBe(true)
      }
      expect((await under.bank.rateSheet()).sha256).toBe(sha256)
    })

    const expectation = (endToEndId: string, minor: bigint) => ({
      amount: { currency: under.debtor.currency, minor },
      endToEndId,
      notBefore: under.today,
      notAfter: under.today,
      charges: 'none' as const,
    })
  })
}

interface InitiationParameters {
  readonly id: string
  readonly minor: bigint
  readonly messageId?: string
  readonly from?: string
  readonly to?: string
}

function batchOf(
  { debtor, today }: BankUnderTest,
  id: string,
  rows: readonly (readonly [number: string, minor: bigint, to: string])[],
): CreditTransferInitiation {
  return {
    messageId: id,
    createdAt: `${today}T01:00:00.000Z`,
    initiatingParty: { name: 'Test' },
    instructions: [
      {
        paymentInformationId: id,
        batchBooking: true,
        executionDate: today,
        debtor: { name: 'Test' },
        debtorAccount: { scheme: 'other', id: debtor.account },
        debtorAgent: { bic: debtor.bic },
        transfers: rows.map(([number, minor, to]) => ({
          endToEndId: `${id}.${number}`,
          amount: { currency: debtor.currency, minor },
          creditor: { name: 'Test' },
          creditorAccount: { scheme: 'other' as const, id: to },
          remittance: [],
        })),
      },
    ],
  }
}

function initiation(under: BankUnderTest, parameters: InitiationParameters): CreditTransferInitiation {
  const { id, minor, messageId = id, from = under.debtor.account, to = under.creditor.account } = parameters
  return {
    messageId,
    createdAt: `${under.today}T01:00:00.000Z`,
    initiatingParty: { name: 'Suite' },
    instructions: [
      {
        paymentInformationId: id,
        executionDate: under.today,
        debtor: { name: 'Debtor' },
        debtorAccount: { scheme: 'other', id: from },
        debtorAgent: { bic: under.debtor.bic },
        transfers: [
          {
            endToEndId: `${id}-E`,
            amount: { currency: under.debtor.currency, minor },
            creditor: { name: 'Creditor' },
            creditorAccount: { scheme: 'other', id: to },
            remittance: [],
          },
        ],
      },
    ],
  }
}
