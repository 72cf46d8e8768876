import { describe, expect, test } from 'vitest'
import { readClaims, writeClaims } from './claimFile.ts'
import { numberAt, rowOf } from './claimTable.ts'

const salt = '00112233445566778899aabbccddeeff'
const file = `sluice/claims/1
A-1,victim,restitution,800000000,200000000,6222021234567890,${salt}
A-2,creditor,medical,5,0,,ffeeddccbbaa99887766554433221100
`

test('a claim file reads into columns and is written back to the byte', () => {
  const table = readClaims(file)
  expect([table.count, numberAt(table, 1), rowOf(table, 'A-2'), rowOf(table, 'A-3')]).toEqual([2, 'A-2', 1, -1])
  expect([...table.owed, ...table.repaid]).toEqual([800_000_000, 5, 200_000_000, 0])
  expect(table.accounts).toEqual(['6222021234567890', ''])
  expect(writeClaims(table)).toBe(file)
  expect(readClaims('sluice/claims/1\n').count).toBe(0)
})

describe('a fault names line and column, and nothing is read by halves', () => {
  const good = `A-1,victim,restitution,1,0,,${salt}`
  test.each([
    ['another format', 'claims\n', 1, 'number'],
    ['no line feed at the end', `sluice/claims/1\n${good}`, 2, 'salt'],
    ['a carriage return', `sluice/claims/1\n${good}\r\n`, 2, 'salt'],
    ['too few columns', 'sluice/claims/1\nA-1,victim\n', 2, 'class'],
    ['too many columns', `sluice/claims/1\n${good},\n`, 2, 'salt'],
    ['a small letter', `sluice/claims/1\n${good.replace('A-1', 'a-1')}\n`, 2, 'number'],
    ['a long number', `sluice/claims/1\n${good.replace('A-1', 'A1234567890123')}\n`, 2, 'number'],
    ['a class that nobody knows', `sluice/claims/1\n${good.replace('victim', 'friend')}\n`, 2, 'class'],
    ['a rank that nobody knows', `sluice/claims/1\n${good.replace('restitution', 'first')}\n`, 2, 'rank'],
    ['yuan with a point', `sluice/claims/1\n${good.replace(',1,', ',1.00,')}\n`, 2, 'owed'],
    ['a leading zero', `sluice/claims/1\n${good.replace(',1,', ',01,')}\n`, 2, 'owed'],
    ['full-width digits', `sluice/claims/1\n${good.replace(',1,', ',１,')}\n`, 2, 'owed'],
    ['more than six bytes', `sluice/claims/1\n${good.replace(',1,', ',281474976710656,')}\n`, 2, 'owed'],
    ['an amount below zero', `sluice/claims/1\n${good.replace(',0,', ',-1,')}\n`, 2, 'repaid'],
    ['an account with a blank', `sluice/claims/1\n${good.replace(',,', ',6222 0212,')}\n`, 2, 'account'],
    ['a short salt', `sluice/claims/1\n${good.slice(0, -1)}\n`, 2, 'salt'],
    ['a salt in capitals', `sluice/claims/1\n${good.replace('aabb', 'AABB')}\n`, 2, 'salt'],
    ['one number twice', `sluice/claims/1\n${good}\n${good}\n`, 3, 'number'],
    ['numbers out of order', `sluice/claims/1\n${good.replace('A-1', 'B')}\n${good}\n`, 3, 'number'],
    [
      'a sum beyond what is exact',
      `sluice/claims/1\n${good.replace(',1,', ',281474976710655,')}\n${good.replace('A-1', 'B')}\n`,
      3,
      'owed',
    ],
  ])('%s', (_, text, line, column) => {
    expect(() => readClaims(text)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', facts: expect.objectContaining({ line, column }) }),
    )
  })
})
