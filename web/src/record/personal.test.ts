import { expect, test } from 'vitest'
import type { Entry } from '../../../src/core/record/entry.ts'
import { isPersonal, maskedEntry } from './personal.ts'

test('the number of an account is personal, that of an approval is not', () => {
  expect(isPersonal('number', { drawnBy: [], number: '6222021234567890' })).toBe(true)
  expect(isPersonal('number', { number: 'SAFE-2026-1', ceiling: '1' })).toBe(false)
})

test('an entry read as text shows no number and no name', () => {
  const opening = (value: unknown) => ({ salt: '00', value })
  const entry = {
    fields: {
      'payload.number': opening('6222021234567890'),
      'payload.drawnBy': opening([]),
      'payload.bank': opening('b'),
    },
  } as unknown as Entry
  expect(JSON.stringify(maskedEntry(entry))).not.toContain('6222021234567890')
  expect(maskedEntry(entry).fields['payload.bank']?.value).toBe('b')
})
