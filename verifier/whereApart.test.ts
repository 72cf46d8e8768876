import { expect, test } from 'vitest'
import type { Json } from '../src/core/record/jcs.ts'
import { whereApart } from './whereApart.ts'

test.each<[string, Json | undefined, Json | undefined, ReturnType<typeof whereApart>]>([
  ['a member', { a: 1, b: 2 }, { a: 1, b: 3 }, { path: '.b', found: 2, expected: 3 }],
  ['an item within a member', { a: ['x', 'y'] }, { a: ['x', 'z'] }, { path: '.a[1]', found: 'y', expected: 'z' }],
  ['a member that is not there', { a: {} }, { a: { b: 1 } }, { path: '.a.b', found: undefined, expected: 1 }],
  [
    'two members are told together',
    { a: 1, b: 2 },
    { a: 3, b: 4 },
    { path: '', found: { a: 1, b: 2 }, expected: { a: 3, b: 4 } },
  ],
  ['a list beside an object', { a: [] }, { a: {} }, { path: '.a', found: [], expected: {} }],
  ['nothing beside a value', undefined, 'x', { path: '', found: undefined, expected: 'x' }],
])('%s', (_, found, expected, apart) => expect(whereApart(found, expected)).toEqual(apart))
