import fc from 'fast-check'
import type { Balance, Statement, StatementMessage } from '../../../src/core/iso20022/camt053.ts'
import type { NotificationMessage } from '../../../src/core/iso20022/camt054.ts'
import { bookedTotal, type Charge, type Entry, type EntryTransaction } from '../../../src/core/iso20022/entry.ts'
import type { Money } from '../../../src/core/iso20022/money.ts'
import type {
  CreditTransfer,
  CreditTransferInitiation,
  PaymentInstruction,
} from '../../../src/core/iso20022/pain001.ts'
import type { Account, Agent, Party } from '../../../src/core/iso20022/parties.ts'
import type { Currency } from '../../../src/core/money/currency.ts'

// Text as people write it, with what has to be escaped, and what has more than one normal form.
const sign = fc.constantFrom(...'abcXYZ019 -/.,&<>"\'()é中文市公安局'.split(''))
const text = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: sign, minLength: 1, maxLength }).map((raw) => raw.trim() || 'x')
const id = fc.string({ unit: fc.constantFrom(...'ABCabc0123456789-/'.split('')), minLength: 1, maxLength: 35 })
const currency = fc.constantFrom<Currency>('CNY', 'USD', 'HKD', 'JPY', 'KWD')
const minor = fc.bigInt({ min: 0n, max: 10n ** 15n })
const money = (code: fc.Arbitrary<Currency> = currency): fc.Arbitrary<Money> => fc.record({ currency: code, minor })
const date = fc.constantFrom('2026-05-18', '2024-02-29', '1999-12-31')
const time = fc.constantFrom('2026-05-18T01:02:03.004Z', '2026-05-18T09:02:03+08:00', '2026-05-18T09:02:03')

/** Fields that may be absent are absent, never undefined. */
function optional<T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(fields as never, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
}

function join<A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>): fc.Arbitrary<A & B> {
  return fc.tuple(a, b).map(([left, right]) => ({ ...left, ...right }))
}

const party = optional({
  name: text(140),
  organisationId: text(35),
  country: fc.constantFrom('CN', 'HK'),
}) as fc.Arbitrary<Party>
const agent = fc.oneof(
  fc.record({ bic: fc.constantFrom('SBXHHKHH', 'SBXBCNBJ001') }),
  fc.record({ clearingMember: fc.record({ system: fc.constant('CNAPS'), id }), name: text(140) }),
) as fc.Arbitrary<Agent>
const account = join(
  fc.oneof(
    fc.record({ scheme: fc.constant('other' as const), id: text(34) }),
    fc.constant({ scheme: 'IBAN' as const, id: 'GB82WEST12345698765432' }),
  ),
  optional({ currency, name: text(70) }),
) as fc.Arbitrary<Account>
const code = fc.oneof(fc.record({ code: fc.constantFrom('GOVT', 'CORT') }), fc.record({ proprietary: text(35) }))
const bearer = fc.constantFrom('DEBT' as const, 'CRED' as const, 'SHAR' as const, 'SLEV' as const)
const uetr = fc.uuid({ version: 4 })
const remittance = fc.array(text(140), { maxLength: 3 })

const transfer = join(
  fc.record({ endToEndId: id, amount: money(), creditor: party, creditorAccount: account, remittance }),
  optional({ instructionId: id, uetr, chargeBearer: bearer, creditorAgent: agent, purpose: code }),
) as fc.Arbitrary<CreditTransfer>

const instruction = join(
  fc.record({
    paymentInformationId: id,
    executionDate: date,
    debtor: party,
    debtorAccount: account,
    debtorAgent: agent,
    transfers: fc.array(transfer, { minLength: 1, maxLength: 4 }),
  }),
  optional({ chargeBearer: bearer }),
) as fc.Arbitrary<PaymentInstruction>

export const anyInitiation: fc.Arbitrary<CreditTransferInitiation> = fc.record({
  messageId: id,
  createdAt: time,
  initiatingParty: party,
  instructions: fc.array(instruction, { minLength: 1, maxLength: 3 }),
})

const direction = fc.constantFrom('CRDT' as const, 'DBIT' as const)
const charge = join(
  fc.record({ amount: money(), included: fc.boolean() }),
  optional({ direction, type: code, bearer, agent }),
) as fc.Arbitrary<Charge>
const charges = fc.array(charge, { maxLength: 2 })
const exchange = join(
  fc.record({ source: fc.constantFrom('USD', 'HKD'), rate: fc.constantFrom('7.1234', '0.9215', '1') }),
  optional({ target: fc.constant('CNY'), unit: fc.constant('USD'), contractId: id, quotedAt: time }),
)
const transaction = join(
  fc.record({
    references: optional({ messageId: id, servicerReference: id, paymentInformationId: id, endToEndId: id, uetr }),
    charges,
    remittance,
  }),
  optional({
    amount: money(),
    direction,
    instructed: money(),
    counterValue: money(),
    debtor: party,
    debtorAccount: account,
    creditor: party,
    creditorAccount: account,
    debtorAgent: agent,
    creditorAgent: agent,
    purpose: code,
    returned: join(fc.record({ notes: fc.array(text(105), { maxLength: 2 }) }), optional({ reason: code })),
    note: text(500),
  }),
)
// An exchange stands with the amount of the transaction and nowhere else.
const exchanged = join(transaction, fc.record({ transactionAmount: money(), exchange }))
const anyTransaction = fc.oneof(transaction, exchanged) as fc.Arbitrary<EntryTransaction>
const bankCode = fc.oneof(
  fc.record({
    iso: fc.record({ domain: fc.constant('PMNT'), family: fc.constant('RCDT'), subFamily: fc.constant('XBCT') }),
  }),
  fc.record({ proprietary: text(35) }),
)

const entryIn = (only: Currency) =>
  join(
    fc.record({
      amount: money(fc.constant(only)),
      direction,
      reversal: fc.boolean(),
      status: fc.constantFrom('BOOK', 'BOOK', 'PDNG'),
      code: bankCode,
      charges,
      transactions: fc.array(anyTransaction, { maxLength: 3 }),
    }),
    optional({ reference: id, bookingDate: date, valueDate: date, servicerReference: id, note: text(500) }),
  ) as fc.Arbitrary<Entry>

const statedAccount = join(account, optional({ owner: party, servicer: agent }))

/** Statements whose closing balance is computed here, so that they add up. */
const statement: fc.Arbitrary<Statement> = currency.chain((only) =>
  fc
    .record({
      id,
      sequence: fc.constantFrom('1', '365'),
      createdAt: time,
      period: fc.record({ from: time, to: time }),
      account: statedAccount,
      opening: fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      entries: fc.array(entryIn(only), { maxLength: 5 }),
    })
    .map(({ opening, ...rest }) => ({
      ...rest,
      account: { ...rest.account, currency: only },
      balances: [balance('OPBD', only, opening), balance('CLBD', only, opening + bookedTotal(rest.entries))],
    })),
)

function balance(type: string, only: Currency, amount: bigint): Balance {
  const below = amount < 0n
  return {
    type,
    amount: { currency: only, minor: below ? -amount : amount },
    direction: below ? 'DBIT' : 'CRDT',
    date: '2026-05-18',
  }
}

export const anyStatement: fc.Arbitrary<StatementMessage> = fc.record({
  messageId: id,
  createdAt: time,
  statements: fc.array(statement, { minLength: 1, maxLength: 2 }),
})

export const anyNotification: fc.Arbitrary<NotificationMessage> = fc.record({
  messageId: id,
  createdAt: time,
  notifications: fc.array(
    fc.record({ id, createdAt: time, account: statedAccount, entries: fc.array(entryIn('USD'), { maxLength: 4 }) }),
    { minLength: 1, maxLength: 2 },
  ),
})
