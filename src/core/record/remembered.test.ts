import { expect, test } from 'vitest'
import { forgetRemembered, remembered } from './remembered.ts'

function counting() {
  let asked = 0
  const join = remembered(2, (a: string, b: string) => {
    asked++
    if (a === 'bad') throw new RangeError('bad')
    return `${a}+${b}`
  })
  return { join, asked: () => asked }
}

test('the same texts are asked once; other texts of the same length and end are another question', () => {
  const { join, asked } = counting()
  const end = 'the same end of twenty-four letters and more'
  expect([join(`a${end}`, 'b'), join(`a${end}`, 'b'), asked()]).toEqual([`a${end}+b`, `a${end}+b`, 1])
  expect([join(`c${end}`, 'b'), join(`a${end}`, 'b'), asked()]).toEqual([`c${end}+b`, `a${end}+b`, 3])
})

test('what stands at a border of two texts is no other pair of texts', () => {
  const { join } = counting()
  expect([join('ab', 'c'), join('a', 'bc')]).toEqual(['ab+c', 'a+bc'])
})

test('what throws is asked again, what is full is emptied, and all can be forgotten', () => {
  const { join, asked } = counting()
  for (let i = 0; i < 2; i++) expect(() => join('bad', '')).toThrow('bad')
  expect(asked()).toBe(2)
  for (const letter of ['1', '22', '333', '1']) join(letter, '')
  expect(asked()).toBe(6)
  join('1', '')
  forgetRemembered()
  join('1', '')
  expect(asked()).toBe(7)
})
