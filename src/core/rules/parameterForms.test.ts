import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parameterForm, parameterForms } from './parameterForms.ts'

const root = join(import.meta.dirname, '../../..')

test('each parameter of the list is read by a fact', () => {
  const sources = ['src/core', 'src/onshore', 'src/offshore']
    .flatMap((room) => globSync(`${room}/**/*.ts`, { cwd: root }))
    .filter((name) => !name.endsWith('.test.ts') && !name.endsWith('/parameterForms.ts'))
  const text = sources.map((name) => readFileSync(join(root, name), 'utf8')).join('\n')
  expect(Object.keys(parameterForms).filter((name) => !text.includes(`'${name}'`))).toEqual([])
})

test.each([
  ['depositCover', ['0', '1.10', '1.00'], ['', '1,10', '110 %', '-1', '01']],
  ['confirmationsEthereum', ['1', '32'], ['0', '-1', '3.5', 'many']],
  ['participationCapPpm', ['0', '10000', '1000000'], ['1000001', '1 %']],
  ['quoteCurrencies', ['USD', 'USD,HKD'], ['usd', 'USD, HKD', '']],
  ['bindingLists', ['hk-unso hk-wmd'], ['hk-unso,hk-wmd', '']],
  ['reserveMethod', ['best-quote', 'day-average'], ['best quote']],
])('%s is one of its form, and nothing else', (name, good, bad) => {
  const { form } = parameterForm(name)!
  expect(good.filter((value) => !form.test(value))).toEqual([])
  expect(bad.filter((value) => form.test(value))).toEqual([])
})

test('a name that nothing reads has no form', () => {
  expect(parameterForm('officersMin')).toBeUndefined()
  expect(parameterForm('constructor')).toBeUndefined()
})
