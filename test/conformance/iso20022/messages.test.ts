import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCamt053, readCamt053, writeCamt053 } from '../../../src/core/iso20022/camt053.ts'
import { readCamt054, writeCamt054 } from '../../../src/core/iso20022/camt054.ts'
import { readPain001, writePain001 } from '../../../src/core/iso20022/pain001.ts'
import { readXml } from '../../../src/core/iso20022/xml.ts'
import { dataDir } from '../../support/data.ts'
import { anyInitiation, anyNotification, anyStatement } from './arbitrary.ts'
import { isWellFormed, type SchemaName, withSchema } from './schemas.ts'

const data = dataDir()
const example = (name: string): Uint8Array => readFileSync(resolve(data!, 'messages/iso20022', name))
const runs = { numRuns: 60, seed: 20260518 }

/** Writes, validates, reads, and writes again. */
function holds<T>(
  name: SchemaName,
  any: fc.Arbitrary<T>,
  write: (message: T) => Uint8Array,
  read: (b: Uint8Array) => T,
) {
  withSchema(name, ({ invalidity }) => {
    fc.assert(
      fc.property(any, (message) => {
        const bytes = write(message)
        expect(invalidity(bytes)).toBeUndefined()
        const again = read(bytes)
        expect(again).toEqual(message)
        expect(write(again)).toEqual(bytes)
      }),
      runs,
    )
  })
}

describe('whatever is written is valid by the published schema and reads back the same:', () => {
  test('pain.001.001.09', () => holds('pain.001.001.09', anyInitiation, writePain001, readPain001))
  test('camt.053.001.08', () => holds('camt.053.001.08', anyStatement, writeCamt053, readCamt053))
  test('camt.054.001.08', () => holds('camt.054.001.08', anyNotification, writeCamt054, readCamt054))
})

test('the validator refuses what is not valid, so that its silence means something', () => {
  const text = new TextDecoder().decode(writePain001(fc.sample(anyInitiation, { numRuns: 1, seed: 1 })[0]!))
  const without = new TextEncoder().encode(text.replace(/<MsgId>[^<]*<\/MsgId>/, ''))
  withSchema('pain.001.001.09', ({ invalidity }) => expect(invalidity(without)).toMatch(/MsgId/))
})

test('what the reader takes as XML, libxml2 takes too, whatever byte is changed', () => {
  const bytes = writePain001(fc.sample(anyInitiation, { numRuns: 1, seed: 2 })[0]!)
  const place = fc.nat(bytes.length - 1)
  const sign = fc.constantFrom(...new TextEncoder().encode('<>&;"\'=/!-?[] xA1\u0001\n'))
  fc.assert(
    fc.property(place, sign, fc.boolean(), (index, byte, insert) => {
      const changed = Uint8Array.from([...bytes.slice(0, index), byte, ...bytes.slice(insert ? index : index + 1)])
      try {
        readXml(changed)
      } catch {
        return
      }
      expect(isWellFormed(changed)).toBe(true)
    }),
    { numRuns: 400, seed: 3 },
  )
})

describe('published examples', () => {
  test.skipIf(!data)('pain.001.001.08 reads to the cent', () => {
    expect(readPain001(example('example_pain001_001_08.xml'))).toEqual({
      messageId: 'test-160620',
      createdAt: '2019-12-03T13:01:00+00:00',
      initiatingParty: { name: 'TXB Test Account', organisationId: 'uktestdda' },
      instructions: [
        {
          paymentInformationId: 'test-160620',
          executionDate: '2020-06-16',
          debtor: { name: 'UFXQHBE' },
          debtorAccount: { scheme: 'other', id: '50000970', currency: 'GBP' },
          debtorAgent: { bic: 'GSLDGB20' },
          transfers: [
            {
              endToEndId: 'test-160620',
              amount: { currency: 'GBP', minor: 1000n },
              creditorAgent: { bic: 'BARCGB22' },
              creditor: { name: 'Creditor account name' },
              creditorAccount: { scheme: 'other', id: '12345678' },
              purpose: { proprietary: 'Purpose of payment' },
              remittance: ['USD Payment from USD account'],
            },
          ],
        },
      ],
    })
  })

  test.skipIf(!data)('camt.053.001.02 reads: 15 lines, balances, a rate, a return', () => {
    const [statement] = parseCamt053(example('example_camt053_001_02.xml')).statements
    expect(statement!.account).toMatchObject({ id: 'DD01100056869', currency: 'USD', servicer: { bic: 'GSCRUS30' } })
    expect(statement!.balances.map(({ type, amount, direction }) => [type, amount.minor, direction])).toEqual([
      ['OPBD', 84368620n, 'DBIT'],
      ['CLBD', 84666515n, 'DBIT'],
      ['OPAV', 33443249292n, 'CRDT'],
      ['CLAV', 33443240127n, 'CRDT'],
    ])
    expect(statement!.entries).toHaveLength(15)
    const transactions = statement!.entries.flatMap((entry) => entry.transactions)
    expect(transactions.filter(({ exchange }) => exchange !== undefined).length).toBeGreaterThan(0)
    expect(transactions.filter(({ returned }) => returned !== undefined).length).toBeGreaterThan(0)
  })

  test.skipIf(!data)(
    'that statement is made up and does not hold together: a line in euros on a dollar account is found',
    () => {
      expect(() => readCamt053(example('example_camt053_001_02.xml'))).toThrow(
        expect.objectContaining({
          code: 'STATEMENT_UNBALANCED',
          facts: { statement: '258158850', account: 'DD01100056869', expected: 'USD throughout', found: 'EUR' },
        }),
      )
    },
  )

  test.skipIf(!data)('an intraday report is not taken for a statement', () => {
    expect(() => readCamt053(example('example_camt052_001_02.xml'))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_MALFORMED' }),
    )
  })
})
