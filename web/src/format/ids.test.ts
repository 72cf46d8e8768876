import { expect, test } from 'vitest'
import { maskNumber, shorten } from './ids.ts'

test('an identifier keeps its ends', () => {
  expect(shorten('0123456789abcdef0123456789abcdef')).toBe('012345…cdef')
  expect(shorten('0123456789a')).toBe('0123456789a')
})

test('of an account number no more than four digits are shown', () => {
  expect(maskNumber('6222021234567890')).toBe('****7890')
  expect(maskNumber('789')).toBe('****')
})
