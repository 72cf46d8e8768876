import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { errors } from '../../src/core/errors.ts'
import { type CallFaultCode, callFaultTexts } from '../../src/host/cli/callFaults/callFault.ts'
import { leads } from '../../src/host/cli/callFaults/leads.ts'
import { englishIn } from '../support/englishIn.ts'
import { sluice } from './cliCall.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-words-'))
beforeAll(() => {
  writeFileSync(join(folder, 'bundle'), 'no bundle\n')
  writeFileSync(join(folder, 'json'), '{}')
  writeFileSync(join(folder, 'text'), 'no JSON')
  writeFileSync(join(folder, 'note'), 'no note\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const codes = Object.keys(callFaultTexts.en) as CallFaultCode[]
const named = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort()

test.each(codes)('%s names the same values in each language and is no English in two of them', (code) => {
  const { en, 'zh-CN': zhCN, 'zh-HK': zhHK } = callFaultTexts
  expect([named(zhCN[code]), named(zhHK[code])]).toEqual([named(en[code]), named(en[code])])
  // What is typed, such as `sluice key new`, is an identifier.
  const said = [zhCN[code], zhHK[code]].map((text) => englishIn(text.replaceAll(/\bsluice [a-z -]+|\{\w+\}/g, 'A1')))
  expect(said).toEqual([undefined, undefined])
})

test('each code of the catalogue has a lead', () => {
  for (const language of ['zh-CN', 'zh-HK'] as const)
    expect(Object.keys(leads[language]).sort()).toEqual([...Object.keys(errors), 'INTERNAL'].sort())
})

/** Nobody listens there. */
const silent = 'http://127.0.0.1:1'

describe('what is wrong with a call is said in its language', () => {
  test.each<[string, RegExp, RegExp]>([
    ['verify nothere', /没有该文件/, /沒有該檔案/],
    ['verify bundle', /不是证据包.*规范写法的 JSON/s, /不是證據包.*規範寫法的 JSON/s],
    ['verify bundle --trust json', /不是外部密钥文件/, /不是外部密鑰檔案/],
    [`bundle 4f2a9c1d --zone ${silent}`, /缺少 -o FILE/, /欠缺 -o FILE/],
    [`bundle 4f2a9c1d -o x --zone ${silent}`, /没有区域应答/, /沒有區域回應/],
    [`bundle 4f2a9c1d -o x --for nobody --zone ${silent}`, /--for/, /--for/],
    ['claim check text --root 00', /申报证明/, /申索證明/],
    ['claim check json', /单凭证明本身/, /單憑證明本身/],
    ['claim check json --root 00', /“|应为/, /「|應為/],
    [
      'log prove xx --database-url postgres://x --zone http://x',
      /应为 64 位十六进制的记录编号/,
      /應為 64 個十六進數字的紀錄編號/,
    ],
    ['log root --database-url postgres://x --zone http://x', /只给出其一/, /只提供其一/],
    [`log root --zone ${silent}`, /没有区域应答/, /沒有區域回應/],
    ['witness', /缺少/, /欠缺/],
    ['audit population', /缺少/, /欠缺/],
    ['audit population bundle', /没有可与记录核对的清单/, /沒有可與紀錄核對的清單/],
    ['export case-uco bundle', /不成立，不予导出.*第 1 行/s, /不成立，不予匯出.*第 1 行/s],
    ['sale report', /缺少 CASE/, /欠缺 CASE/],
    ['sale report --bundle bundle', /第 1 行：应为/, /第 1 行：應為/],
    ['sale stop x', /密钥文件|缺少/, /密鑰檔案|欠缺/],
    ['countersign text', /第二人的密钥文件/, /第二人的密鑰檔案/],
    ['key show json', /其他用户可以读取该密钥/, /其他使用者可以讀取該密鑰/],
    ['key new x', /是谁的密钥/, /是誰的密鑰/],
    ['rules explain --action deposit.recieved', /没有名为 deposit.recieved 的事项/, /沒有名為 deposit.recieved 的事項/],
    ['case import nothere.csv', /没有该文件/, /沒有該檔案/],
    ['verify', /缺少/, /欠缺/],
    ['nothing', /没有命令/, /沒有指令/],
  ])('%s', async (call, zhCN, zhHK) => {
    for (const [language, says] of [
      ['zh-CN', zhCN],
      ['zh-HK', zhHK],
    ] as const) {
      const { exit, out, err } = await sluice([...call.split(' '), '--lang', language], { folder })
      expect(exit).not.toBe(0)
      expect(err + out).toMatch(says)
      expect(englishIn((err + out).replaceAll(/\bsluice [a-z -]+|npm start|tlog-proof/g, 'A1'))).toBeUndefined()
    }
  })

  test('a program finds the English and the code in JSON', async () => {
    const { out } = await sluice('verify bundle --json --lang zh-CN', { folder })
    const { faults } = JSON.parse(out) as { readonly faults: readonly unknown[] }
    expect(faults).toEqual([
      {
        kind: 'form',
        name: 'line',
        line: 1,
        flaw: expect.objectContaining({ code: 'LINE_FOUND' }),
        message: expect.stringMatching(/^line 1: expected canonical JSON \(RFC 8785\), found Unexpected token/),
      },
    ])
  })
})
