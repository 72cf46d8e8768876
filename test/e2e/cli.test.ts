import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { ed25519VerifierKey } from '../../src/core/record/log/keys.ts'
import { commands } from '../../src/host/cli/commands.ts'
import { referenceText } from '../../src/host/cli/help.ts'
import { freePort } from '../support/ports.ts'
import { jsonOf, root, sluice } from './cliCall.ts'

const examples = join(root, 'examples/seizure-lists')

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

describe('the shape of the command line', () => {
  test('the reference page is the help of every command', () => {
    expect(readFileSync(join(root, 'docs/reference/cli.md'), 'utf8')).toBe(referenceText(commands))
  })

  test.each(commands.map((command) => [command.path.join(' '), command] as const))(
    '%s has help with an example of itself',
    async (name, command) => {
      const { exit, out } = await sluice([...command.path, '--help'])
      expect(exit).toBe(0)
      expect(out).toContain(`npx sluice ${name} `.trimEnd())
      expect(out).toContain('--json')
    },
  )

  test('the log in the example of a witness is that of the rehearsal', () => {
    const { line } = commands.find(({ path }) => path[0] === 'witness')!.examples[0]!
    expect(line).toContain(`--log ${ed25519VerifierKey(zoneKeys('1', 'onshore').logKey)}`)
  })

  test('a call without words shows the commands and is bad input', async () => {
    const { exit, out } = await sluice([])
    expect(exit).toBe(2)
    expect(out).toContain('case import')
  })

  test('a command that does not exist is refused with those that do', async () => {
    const { exit, err } = await sluice('case impart x.csv')
    expect(exit).toBe(2)
    expect(err).toBe('sluice has no command "case impart": expected one of case import, case secure, case count.\n')
  })

  test('every fault of a call is said at once', async () => {
    const { exit, err } = await sluice('case import --copies x --zip --lang fr')
    expect(exit).toBe(2)
    expect(err.split('\n').slice(0, 4)).toEqual([
      '--copies: expected a whole number; found "x".',
      '--zip: no such option.',
      '--lang: expected one of zh-CN, zh-HK, en; found "fr".',
      'FILE is missing: the seizure list, at most 8 MiB and 10,000 lines',
    ])
  })

  test.each([
    [
      'zh-CN',
      '--copies：格式不符，应为 a whole number；实际为“x”。',
      '--zip：没有该选项。',
      '--holder-absence：重复给出。',
      '缺少 FILE。',
      'sluice case import --help 说明用法。',
    ],
    [
      'zh-HK',
      '--copies：格式不符，應為 a whole number；現為「x」。',
      '--zip：沒有該選項。',
      '--holder-absence：重複給出。',
      '欠缺 FILE。',
      'sluice case import --help 說明用法。',
    ],
  ])('they are said in %s where the call names it, before or after them', async (language, ...lines) => {
    const faults = '--copies x --zip --holder-absence a --holder-absence b'
    for (const words of [`--lang ${language} ${faults}`, `${faults} --lang=${language}`]) {
      const { exit, err } = await sluice(`case import ${words}`)
      expect(exit).toBe(2)
      expect(err.trimEnd().split('\n')).toEqual(lines)
    }
  })

  test('a command that does not exist is named in the language of the call', async () => {
    const { err } = await sluice('case impart --lang zh-HK')
    expect(err).toMatch(/^sluice 沒有指令「case impart」：應為 case import, /)
  })

  test('a file that is not there is a sentence, and an object with --json', async () => {
    const folder = folderWith({})
    const said = await sluice('case import nix.csv', { folder })
    expect(said).toEqual({ exit: 2, out: '', err: `${join(folder, 'nix.csv')}: there is no such file or folder.\n` })
    const json = await sluice('case import nix.csv --json', { folder })
    expect(jsonOf(json)).toMatchObject({ ok: false, code: 'INPUT_INVALID' })
    expect(json.err).toBe('')
  })

  test('the launcher runs it under the Node of the project, in the folder of the caller', () => {
    const folder = folderWith({
      'bad.csv': 'asset,chain,address,amount\nBTC,bitcoin,1F1tAaz5x1HUXrCNLbtMDqcw6o5GNn4xqY,1e5\n',
    })
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'scripts/sluice.mjs'), 'case', 'import', 'bad.csv', '--lang', 'en'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    )
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr.split('\n')).toEqual([
      'bad.csv line 2, column "address": "1F1tAaz5x1HUXrCNLbtMDqcw6o5GNn4xqY" is no address of Bitcoin: its checksum does not fit, so at least one character is wrong. Compare it with the wallet, character by character.',
      'bad.csv line 2, column "amount": the amount "1e5" is in exponent form, so digits may be lost; expected plain digits with at most one dot, such as 1234.56.',
      'bad.csv: 2 found wrong; nothing of it was kept.',
      '',
    ])
  })
})

describe('case import', () => {
  test.each(readdirSync(examples).filter((name) => /\.(csv|json)$/.test(name)))(
    '%s imports, is checked offline and stops at the first chain guard',
    async (name) => {
      const { exit, out, err } = await sluice(`case import ${join(examples, name)}`)
      expect(exit).toBe(1)
      expect(out).toContain('imported, holdings: ')
      expect(out).toContain('nothing was recorded')
      expect(err).toContain(': no source configured for ')
    },
  )

  test('each network without a source is named once, with its holdings', async () => {
    const list = [
      'asset,chain,contract,address,amount',
      'BTC,bitcoin,,1F1tAaz5x1HUXrCNLbtMDqcw6o5GNn4xqX,1',
      'BTC,bitcoin,,1FfmbHfnpaZjKFvyi1okTjJJusN455paPH,2',
      'USDT,ethereum,0xdAC17F958D2ee523a2206206994597C13D831ec7,0x55Df4Ecd9066C417103F59d3eCc9B309Dedfd131,3',
    ]
    const answer = await sluice('case import list.csv --offline --json', {
      folder: folderWith({ 'list.csv': list.join('\n') }),
    })
    expect(answer.exit).toBe(1)
    expect(jsonOf(answer).guards).toEqual([
      {
        network: 'bip122:000000000019d6689c085ae165831e93',
        name: 'Bitcoin',
        holdings: 2,
        message: 'no source configured for bip122:000000000019d6689c085ae165831e93',
      },
      { network: 'eip155:1', name: 'Ethereum', holdings: 1, message: 'no source configured for eip155:1' },
    ])
  })

  test('a dry run of a good list ends well and records nothing', async () => {
    const { exit, out, err } = await sluice(`case import ${join(examples, 'silk-road.en.csv')} --dry-run --lang zh-CN`)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toContain('试运行：未作任何记录。')
  })

  test('a dry run says all faults of a list at once, in the language asked', async () => {
    const kept = readFileSync(join(examples, 'faulty/one-of-each.txt'), 'utf8').split('\n\n')
    for (const [i, language] of (['en', 'zh-CN', 'zh-HK'] as const).entries()) {
      const { exit, err } = await sluice(`case import one-of-each.csv --dry-run --lang ${language}`, {
        folder: join(examples, 'faulty'),
      })
      expect(exit).toBe(2)
      expect(err.trimEnd().split('\n').slice(0, -1)).toEqual(kept[i]!.trimEnd().split('\n').slice(1))
    }
  })

  test('a list with a recovery phrase is refused for that alone, and the answer does not repeat it', async () => {
    const phrase = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
    const folder = folderWith({ 'list.csv': `asset,chain,address,amount,note\nBTC,bitcoin,nonsense,1,${phrase}\n` })
    const answers = [
      await sluice('case import list.csv', { folder }),
      await sluice('case import list.csv --json', { folder }),
    ]
    for (const { exit, out, err } of answers) {
      expect(exit).toBe(2)
      for (const word of ['legal', 'sausage', 'yellow', 'nonsense']) expect(out + err).not.toContain(word)
    }
    expect(answers[0]!.err).toContain('list.csv line 2')
    expect(readdirSync(folder)).toEqual(['list.csv'])
  })

  test('recording asks for case, key and investigators together', async () => {
    const { exit, err } = await sluice(`case import ${join(examples, 'silk-road.en.csv')} --case 京公顺2026-0001`)
    expect(exit).toBe(2)
    expect(err).toContain('--key FILE, --investigator ID: missing.')
  })

  test('where no zone answers at the usual address, the list is checked on this machine, and that is said', async () => {
    const zone = `http://127.0.0.1:${await freePort()}`
    const words = `case import ${join(examples, 'silk-road.en.csv')} --case x --key k --investigator p-li`
    const { exit, out, err } = await sluice(words, { zone })
    expect(exit).toBe(1)
    expect(out).toContain(
      `No zone answers at ${zone}: the list was checked on this machine only, and nothing was recorded.`,
    )
    expect(err).toContain('no source configured for bip122:000000000019d6689c085ae165831e93')
    expect(jsonOf(await sluice(`${words} --json`, { zone }))).toMatchObject({
      ok: false,
      outcome: 'checked offline',
      noZone: zone,
    })
  })

  test('a zone that was named and does not answer stops it with what to do', async () => {
    const port = await freePort()
    const { exit, err } = await sluice(
      `case import ${join(examples, 'silk-road.en.csv')} --case x --key k --investigator p-li --zone http://127.0.0.1:${port}`,
    )
    expect(exit).toBe(1)
    expect(err).toBe(
      `No zone answers at http://127.0.0.1:${port} (ECONNREFUSED). Start it (npm start runs a rehearsal), or name another with --zone.\n`,
    )
  })
})

describe('rules', () => {
  test('an inquiry onshore is refused in March 2026 by the notice of that year, with what would meet it', async () => {
    const answer = await sluice('rules explain --action inquiry.opened --at 2026-03-01 --fact opensOnshore=true')
    expect(answer.exit).toBe(1)
    expect(answer.out).toContain('CN-VC2026-noinquiry — 关于进一步防范和处置虚拟货币等相关风险的通知 银发〔2026〕42号')
    expect(answer.out).toContain('To meet it: ')
  })

  test('in January 2026 the notice of 2021 answers instead', async () => {
    const answer = await sluice('rules explain --action inquiry.opened --at 2026-01-15 --fact opensOnshore=true --json')
    const { rules } = jsonOf<{ rules: { citation: { number: string } }[] }>(answer)
    expect(rules.map(({ citation }) => citation.number)).toEqual(['银发〔2021〕237号'])
  })

  test('an act of the other shore is not possible here, rather than free of rules', async () => {
    const { exit, out } = await sluice('rules explain --action order.placed --zone onshore')
    expect({ exit, out }).toEqual({
      exit: 1,
      out: 'No: order.placed is an act of the offshore zone; the onshore zone does not know it.\n',
    })
  })

  test('a sister company without a licence row is not its brand', async () => {
    const asset = 'bip122:000000000019d6689c085ae165831e93/slip44:0'
    const ask = async (venue: string) => {
      const answer = await sluice(
        `rules explain --action order.placed --at 2026-11-24 --venue ${venue} --asset ${asset} --host api-pro.hashkey.com --json`,
      )
      const { rules } = jsonOf<{ rules: { state: string; reads: string[] }[] }>(answer)
      return [
        answer.exit,
        ...new Set(rules.filter(({ reads }) => reads.includes('venueLicensed')).map(({ state }) => state)),
      ]
    }
    expect(await ask('hash-blockchain')).toEqual([0, 'met'])
    expect(await ask('hashkey-global')).toEqual([1, 'unmet'])
  })

  test('a ticker is the coin that is traded, on whichever networks for trials there is one of that name', async () => {
    const ask = (venue: string, asset: string) =>
      sluice(`rules explain --action order.placed --at 2026-11-24 --venue ${venue} --asset ${asset}`)
    const [open, refused] = [await ask('hash-blockchain', 'BTC'), await ask('VDX', 'btc')]
    expect([open.exit, refused.exit]).toEqual([0, 1])
    expect(open.out).toContain('order.placed offshore at 2026-11-24 00:00 UTC+8\nIf: ')
    expect(refused.out).toContain('order.placed offshore at 2026-11-24 00:00 UTC+8\nNo: ')
    const { err } = await ask('hash-blockchain', 'USDT')
    expect(err).toContain('USDT is the name of several assets; expected one of: USDT eip155:1/erc20:')
    const part = await ask('hashkey', 'BTC')
    expect([part.exit, part.out]).toEqual([2, ''])
    expect(part.err).toContain('nobody is called hashkey; the register has HashKey Exchange. Name one.')
  })

  test('another value of a parameter is said with both', async () => {
    const own = join(folderWith({}), 'beijing')
    cpSync(join(root, 'packs/models/beijing'), own, { recursive: true })
    const text = readFileSync(join(own, 'pack.json'), 'utf8')
    writeFileSync(join(own, 'pack.json'), text.replace(/("depositCover": \{\s*"value": )"1.10"/, '$1"1.25"'))
    const { exit, out } = await sluice(`rules diff packs/models/beijing ${own} --lang zh-HK`)
    expect(exit).toBe(0)
    expect(out).toContain('~ 參數 depositCover: 1.10 → 1.25\n')
  })

  test('the list of a day is the law of that day', async () => {
    const numbers = async (at: string) => {
      const { rules } = jsonOf<{ rules: { number?: string }[] }>(
        await sluice(`rules list --at ${at} --zone onshore --json`),
      )
      return [...new Set(rules.flatMap(({ number }) => (number?.startsWith('银发') ? [number] : [])))].sort()
    }
    expect(await numbers('2026-02-05')).toEqual(['银发〔2013〕289号', '银发〔2021〕237号'])
    expect(await numbers('2026-02-06')).toEqual(['银发〔2013〕289号', '银发〔2026〕42号'])
  })

  test('a pack differs from itself in nothing', async () => {
    const { exit, out } = await sluice('rules diff packs/cn packs/cn')
    expect(exit).toBe(0)
    expect(out).toContain('Nothing differs.')
  })
})
