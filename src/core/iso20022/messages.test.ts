import { describe, expect, test } from 'vitest'
import {
  arithmeticOf,
  parseCamt053,
  readCamt053,
  type Statement,
  writeCamt053,
  writeUncheckedCamt053,
} from './camt053.ts'
import { readCamt054 } from './camt054.ts'
import type { Entry } from './entry.ts'
import { type CreditTransferInitiation, readPain001, writePain001 } from './pain001.ts'
import { isIban } from './parties.ts'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (value: string) => new TextEncoder().encode(value)

const initiation: CreditTransferInitiation = {
  messageId: 'M1',
  createdAt: '2026-05-18T01:00:00.000Z',
  initiatingParty: { name: 'A & B' },
  instructions: [
    {
      paymentInformationId: 'P1',
      executionDate: '2026-05-18',
      debtor: { name: 'Trust' },
      debtorAccount: { scheme: 'other', id: 'TRUST-USD', currency: 'USD' },
      debtorAgent: { bic: 'SBXHHKHH' },
      chargeBearer: 'SHAR',
      transfers: [
        {
          endToEndId: 'E1',
          amount: { currency: 'USD', minor: 300_000_000n },
          creditor: { name: '某市公安局' },
          creditorAccount: { scheme: 'other', id: 'FX-USD' },
          purpose: { code: 'GOVT' },
          remittance: ['case 1'],
        },
      ],
    },
  ],
}

test('a payment is written in one encoding, amounts with all decimals of their currency', () => {
  expect(text(writePain001(initiation))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>' +
      '<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-05-18T01:00:00.000Z</CreDtTm><NbOfTxs>1</NbOfTxs><CtrlSum>3000000</CtrlSum>' +
      '<InitgPty><Nm>A &amp; B</Nm></InitgPty></GrpHdr>' +
      '<PmtInf><PmtInfId>P1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>1</NbOfTxs><CtrlSum>3000000</CtrlSum>' +
      '<ReqdExctnDt><Dt>2026-05-18</Dt></ReqdExctnDt><Dbtr><Nm>Trust</Nm></Dbtr>' +
      '<DbtrAcct><Id><Othr><Id>TRUST-USD</Id></Othr></Id><Ccy>USD</Ccy></DbtrAcct>' +
      '<DbtrAgt><FinInstnId><BICFI>SBXHHKHH</BICFI></FinInstnId></DbtrAgt><ChrgBr>SHAR</ChrgBr>' +
      '<CdtTrfTxInf><PmtId><EndToEndId>E1</EndToEndId></PmtId><Amt><InstdAmt Ccy="USD">3000000.00</InstdAmt></Amt>' +
      '<Cdtr><Nm>某市公安局</Nm></Cdtr><CdtrAcct><Id><Othr><Id>FX-USD</Id></Othr></Id></CdtrAcct>' +
      '<Purp><Cd>GOVT</Cd></Purp><RmtInf><Ustrd>case 1</Ustrd></RmtInf></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>\n',
  )
})

describe('a payment file is refused when', () => {
  const good = text(writePain001(initiation))
  test.each([
    ['an amount has more decimals than its currency', '>3000000.00<', '>3000000.001<', 'AMOUNT_TOO_PRECISE'],
    ['an amount has an exponent', '>3000000.00<', '>3e6<', 'MESSAGE_MALFORMED'],
    ['an amount is grouped', '>3000000.00<', '>3,000,000.00<', 'MESSAGE_MALFORMED'],
    ['an amount is below zero', '>3000000.00<', '>-3000000.00<', 'MESSAGE_MALFORMED'],
    ['digits are full-width', '>3000000.00<', '>３000000.00<', 'MESSAGE_MALFORMED'],
    ['the currency is unknown', 'Ccy="USD"', 'Ccy="USX"', 'MESSAGE_MALFORMED'],
    ['the currency is missing', ' Ccy="USD"', '', 'MESSAGE_MALFORMED'],
    ['the number of transfers is wrong', '<NbOfTxs>1<', '<NbOfTxs>2<', 'MESSAGE_MALFORMED'],
    ['the sum is wrong', '<CtrlSum>3000000<', '<CtrlSum>3000000.01<', 'MESSAGE_MALFORMED'],
    ['the day does not exist', '2026-05-18</Dt>', '2026-02-30</Dt>', 'MESSAGE_MALFORMED'],
    ['an id is too long', '<MsgId>M1<', `<MsgId>${'M'.repeat(36)}<`, 'MESSAGE_MALFORMED'],
    ['an element stands out of order', '<MsgId>M1</MsgId>', '', 'MESSAGE_MALFORMED'],
    ['an element is unknown', '<PmtMtd>', '<Hidden>1</Hidden><PmtMtd>', 'MESSAGE_MALFORMED'],
    [
      'a single element stands twice',
      '<PmtMtd>TRF</PmtMtd>',
      '<PmtMtd>TRF</PmtMtd><PmtMtd>TRF</PmtMtd>',
      'MESSAGE_MALFORMED',
    ],
    ['it is a cheque', '<PmtMtd>TRF<', '<PmtMtd>CHK<', 'MESSAGE_MALFORMED'],
    ['the amount is left to the bank', 'InstdAmt', 'EqvtAmt', 'MESSAGE_MALFORMED'],
    ['it is another version', 'pain.001.001.09', 'pain.001.001.03', 'MESSAGE_MALFORMED'],
    [
      'check digits of an IBAN fail',
      '<Othr><Id>FX-USD</Id></Othr>',
      '<IBAN>GB82WEST12345698765433</IBAN>',
      'MESSAGE_MALFORMED',
    ],
  ])('%s', (_name, from, to, code) => {
    expect(good).toContain(from)
    expect(() => readPain001(bytes(good.replaceAll(from, to)))).toThrow(expect.objectContaining({ code }))
  })

  test('a refusal has line, column and field', () => {
    expect(() => readPain001(bytes(good.replace('>3000000.00<', '>1e5<')))).toThrow(
      'line 2, column 639, InstdAmt: expected a plain decimal, found "1e5".',
    )
  })
})

test.each([
  ['text with a control character', { messageId: 'M\u0007' }],
  ['an id that is too long', { messageId: 'M'.repeat(36) }],
  ['blanks around a text', { messageId: ' M' }],
  ['text in another normal form', { messageId: 'e\u0301' }],
  ['a time that is none', { createdAt: '2026-05-18' }],
  ['no instruction', { instructions: [] }],
])('nothing is written with %s', (_name, change) => {
  expect(() => writePain001({ ...initiation, ...change })).toThrow(
    expect.objectContaining({ code: 'MESSAGE_MALFORMED' }),
  )
})

const cny = (minor: bigint) => ({ currency: 'CNY', minor }) as const
const entry: Entry = {
  amount: cny(500n),
  direction: 'CRDT',
  reversal: false,
  status: 'BOOK',
  bookingDate: '2026-05-18',
  valueDate: '2026-05-18',
  code: { iso: { domain: 'PMNT', family: 'RCDT', subFamily: 'DMCT' } },
  charges: [],
  transactions: [],
}
const statement: Statement = {
  id: 'S1',
  account: { scheme: 'other', id: 'CASE-CNY', currency: 'CNY' },
  balances: [
    { type: 'OPBD', amount: cny(100n), direction: 'DBIT', date: '2026-05-18' },
    { type: 'CLBD', amount: cny(350n), direction: 'CRDT', date: '2026-05-18' },
  ],
  entries: [entry, { ...entry, amount: cny(50n), direction: 'DBIT' }, { ...entry, status: 'PDNG' }],
}
const message = (one: Statement) => ({ messageId: 'M1', createdAt: '2026-05-18T16:00:00Z', statements: [one] })

describe('a statement', () => {
  test('adds up: an overdraft opens below zero, debits take off, pending lines count nothing', () => {
    expect(arithmeticOf(statement)).toEqual({ opening: -100n, booked: 450n, closing: 350n, difference: 0n })
    expect(readCamt053(writeCamt053(message(statement))).statements).toEqual([statement])
  })

  test.each<[string, Partial<Statement>, string]>([
    ['a line left out', { entries: statement.entries.slice(1) }, '-1.00 + -0.50 = -1.50 CNY at the close'],
    ['a line twice', { entries: [entry, ...statement.entries] }, '-1.00 + 9.50 = 8.50 CNY at the close'],
    ['no closing balance', { balances: statement.balances.slice(0, 1) }, 'one balance CLBD'],
    ['two opening balances', { balances: [statement.balances[0]!, ...statement.balances] }, 'one balance OPBD or PRCD'],
    ['an account in another currency', { account: { ...statement.account, currency: 'USD' } }, 'CNY throughout'],
    [
      'a line in another currency',
      { entries: [{ ...entry, amount: { currency: 'USD', minor: 1n } }] },
      'CNY throughout',
    ],
  ])('with %s is neither written nor read', (_name, change, expected) => {
    const wrong = message({ ...statement, ...change })
    const refusal = expect.objectContaining({
      code: 'STATEMENT_UNBALANCED',
      facts: expect.objectContaining({ expected }),
    })
    expect(() => writeCamt053(wrong)).toThrow(refusal)
    const written = writeUncheckedCamt053(wrong)
    expect(() => readCamt053(written)).toThrow(refusal)
    expect(parseCamt053(written).statements[0]!.id).toBe('S1')
  })

  test('whose summary counts otherwise than its lines is refused', () => {
    const good = text(writeCamt053(message(statement)))
    expect(() => readCamt053(bytes(good.replace('<NbOfNtries>3<', '<NbOfNtries>2<')))).toThrow('3 lines, as counted')
    expect(() => readCamt053(bytes(good.replace('<Sum>10.50<', '<Sum>10.51<')))).toThrow('10.50, as added up')
  })

  test('is not a notification', () => {
    expect(() => readCamt054(writeCamt053(message(statement)))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_MALFORMED' }),
    )
  })
})

test.each([
  ['GB82WEST12345698765432', true],
  ['GB82WEST12345698765431', false],
  ['DE89370400440532013000', true],
  ['DE89 3704 0044 0532 0130 00', false],
])('IBAN %s: %s', (iban, ok) => {
  expect(isIban(iban)).toBe(ok)
})
