import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import registerSource from '../../../../packs/registers/assets.json' with { type: 'json' }
import { parseAssetRegister } from '../../../core/assets/register.ts'
import { faultText } from './faultText.ts'
import { parseSeizureList, type SeizureList } from './parseSeizureList.ts'

const dir = join(import.meta.dirname, '../../../../examples/seizure-lists')
const registry = parseAssetRegister(registerSource)
const now = '2026-11-24T00:00:00.000Z'

function importExample(name: string): SeizureList {
  return parseSeizureList({ name: name.split('/').at(-1)!, bytes: readFileSync(join(dir, name)), registry, now })
}

const examples = readdirSync(dir).filter((name) => /\.(csv|json)$/.test(name))

describe('the example lists', () => {
  test('are the five that the README names', () => {
    const readme = readFileSync(join(dir, 'README.md'), 'utf8')
    expect(examples).toHaveLength(5)
    for (const name of examples) expect(readme).toContain(`\`${name}\``)
  })

  test.each(examples)('%s is accepted without a fault or warning', (name) => {
    const { lines, faults, warnings } = importExample(name)
    expect(faults.map((fault) => faultText(fault, 'en'))).toEqual([])
    expect(warnings).toEqual([])
    expect(lines.length).toBeGreaterThan(0)
  })

  test('give the published amounts in base units', () => {
    const all = examples.flatMap((name) => importExample(name).lines)
    expect(all.map(({ address, units }) => `${address} ${units}`)).toMatchInlineSnapshot(`
      [
        "bc1qpx7vyv5tp7dm0g475ev527krg764t73dh77gls 6370000000",
        "14BWH6GmVoL5nTwbVxQJKJDtzv4y5EbTVm 19477500000000",
        "3Pja5FPK1wFB9LkWWJai8XYL1qjbqqT9Ye 12727206953176",
        "bc1q0unygz3ddt8x0v33s6ztxkrnw0s0tl7zk4yxwd 4985800000000",
        "bc1qazcm763858nkj2dj986etajv6wquslv8uxwczt 9464300000000",
        "bc1qa5wkgaew2dkv56kfvj49j0av5nml45x9ek9hz6 6937022000000",
        "1F1tAaz5x1HUXrCNLbtMDqcw6o5GNn4xqX 2965650000000",
        "1FfmbHfnpaZjKFvyi1okTjJJusN455paPH 14434100000000",
        "0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131 863000000000",
      ]
    `)
  })

  test('carry a dated valuation with its source', () => {
    expect(importExample('colonial.en.json').lines[0]!.valuation).toEqual({
      amount: '2300000',
      currency: 'USD',
      date: '2021-06-07',
      source: 'US Department of Justice, published as US$2.3 m',
    })
    expect(importExample('saxony-and-bitfinex.zh-HK.csv').lines[0]!.valuation?.amount).toBe('2639683413.92')
  })
})

test('the faulty example is answered as its text beside it keeps, in three languages, and nothing of it is kept', async () => {
  const { lines, faults } = importExample('faulty/one-of-each.csv')
  expect(lines).toEqual([])
  const answer = (['en', 'zh-CN', 'zh-HK'] as const)
    .map((language) => `${language}\n${faults.map((fault) => `${faultText(fault, language)}\n`).join('')}`)
    .join('\n')
  await expect(answer).toMatchFileSnapshot(join(dir, 'faulty/one-of-each.txt'))
})
