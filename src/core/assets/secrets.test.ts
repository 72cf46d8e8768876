import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist as english } from '@scure/bip39/wordlists/english.js'
import { wordlist as simplified } from '@scure/bip39/wordlists/simplified-chinese.js'
import { wordlist as traditional } from '@scure/bip39/wordlists/traditional-chinese.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dataDir } from '../../../test/support/data.ts'
import { findSecret, findSecrets, refuseSecrets } from './secrets.ts'

// Published test values only: BIP-39 (Trezor vectors), BIP-32 vector 1, BIP-38 vector 1, the key of value 1, age and EIP-2335 forms.
const abandon = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about'
const legal = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const keyOne = '0000000000000000000000000000000000000000000000000000000000000001'
const txid = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b'

describe('a recovery phrase is found', () => {
  test.each([
    ['plain', abandon],
    ['in capitals', legal.toUpperCase()],
    ['a word a line', legal.split(' ').join('\n')],
    ['a word a line with Windows ends', legal.split(' ').join('\r\n')],
    ['with commas', legal.split(' ').join(', ')],
    [
      'numbered',
      legal
        .split(' ')
        .map((word, i) => `${i + 1}. ${word}`)
        .join('\n'),
    ],
    [
      'numbered in words',
      legal
        .split(' ')
        .map((word, i) => `word${i + 1}: ${word}`)
        .join(', '),
    ],
    ['as JSON', JSON.stringify(legal.split(' '))],
    [
      'by first four letters',
      legal
        .split(' ')
        .map((word) => word.slice(0, 4))
        .join(' '),
    ],
    ['with one word misspelt', legal.replace('sausage', 'sausag3')],
    [
      'in full-width letters',
      [...legal].map((c) => (c === ' ' ? '　' : String.fromCodePoint(c.codePointAt(0)! + 0xfee0))).join(''),
    ],
    ['behind prose', `The suspect wrote this down: ${legal}`],
  ])('%s', (_, text) => expect(findSecret(text)).toMatchObject({ kind: 'recovery-phrase' }))

  test('of any length, in each wordlist, from any entropy', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(16, 20, 24, 28, 32).chain((size) => fc.uint8Array({ minLength: size, maxLength: size })),
        fc.constantFrom(english, simplified, traditional),
        (entropy, list) => {
          expect(findSecret(entropyToMnemonic(entropy, list))).toMatchObject({ kind: 'recovery-phrase' })
        },
      ),
      { numRuns: 60 },
    )
  })

  test('in Chinese without gaps when a label stands before it', () => {
    const run = entropyToMnemonic(new Uint8Array(16).fill(7), simplified).replaceAll(' ', '')
    expect(findSecret(`助记词:${run}`)).toMatchObject({ kind: 'recovery-phrase' })
    expect(findSecret(`钱包种子 “${run}”`)).toMatchObject({ kind: 'recovery-phrase' })
  })

  test('in Chinese without gaps or label nearly always', () => {
    let found = 0
    for (let seed = 1; seed <= 100; seed++) {
      const entropy = Uint8Array.from({ length: 16 }, (_, i) => (seed * 7919 + i * 104_729 * seed) % 251)
      if (findSecret(`备注,${entropyToMnemonic(entropy, simplified).replaceAll(' ', '')},`)) found++
    }
    expect(found).toBe(100)
  })

  test('at its line and column', () => {
    expect(findSecret(`asset,note\nBTC,"${legal}"\n`)).toEqual({ kind: 'recovery-phrase', line: 2, column: 6 })
    expect(findSecret(`asset,note\r\nBTC,x\r\nBTC,${legal}`)).toEqual({ kind: 'recovery-phrase', line: 3, column: 5 })
  })
})

describe('a key is found by its form', () => {
  test.each([
    ['wif', '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ'],
    ['wif', 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn'],
    ['wif', 'cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA'],
    ['wif', '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTK'],
    ['encrypted-private-key', '6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg'],
    [
      'extended-private-key',
      'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    ],
    [
      'extended-private-key',
      'wpkh([00000000/84h]tprv8ZgxMBicQKsPeDgjzdC36fs6bMjGApWDNLR9erAXMs5skhMv36j9MV5ecvfavji5khqjWaWSFhN3YcCUUdiKH6isR4Pwy3U5y5egddBr16m/0/*)',
    ],
    ['pem-private-key', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIA'],
    ['pem-private-key', '-----BEGIN OPENSSH PRIVATE KEY-----'],
    ['age-secret-key', 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX'],
    [
      'keystore',
      '{"crypto":{"cipher":"aes-128-ctr","ciphertext":"5318b4d5bcd28de64ee5559e671353e1","kdf":"scrypt","kdfparams":{}}}',
    ],
    ['keystore', '{"kdf":"pbkdf2","ciphertext":"5318b4d5bcd28de64ee5559e671353e1"}'],
    ['xrpl-seed', 'snoPBrXtMeMyMHUVTgbuqAfg1SUTb'],
  ])('%s: %s', (kind, text) => expect(findSecret(`found on the phone: ${text} .`)).toMatchObject({ kind }))
})

describe('a 32-byte number is judged by what stands around it', () => {
  test.each([
    ['a private key in JSON', `{"privateKey":"0x${keyOne}"}`],
    ['a key under its heading', `asset,私钥,note\nTRX,${keyOne},x`],
    ['a key under a traditional heading', `資產,密鑰\nTRX,${keyOne}`],
    ['a key in a note beside a txid', `asset,txid,note\nTRX,${txid},privkey ${keyOne}`],
    ['a key named within a txid column', `asset,txid\nTRX,private key: ${keyOne}`],
    ['a number that nothing names', keyOne],
    ['a number in a note', `asset,note\nTRX,${keyOne}`],
    ['a Filecoin key export', '{"Type":"secp256k1","PrivateKey":"VGhpcyBpcyBhIHRlc3Qga2V5IGZvciBTbHVpY2UhISE="}'],
  ])('%s is refused', (_, text) => expect(findSecret(text)).toMatchObject({ kind: 'private-key' }))

  test.each([
    ['a txid under its heading', `asset,txid\nBTC,${txid}`],
    ['a txid under a Chinese heading', `资产,交易哈希,备注\nBTC,${txid},x`],
    ['a txid under a traditional heading', `資產,"交易雜湊",備註\nBTC,${txid},x`],
    ['a txid in JSON', `{"txid": "${txid}"}`],
    ['a txid in prose', `paid by transaction ${txid} on that day`],
    ['a link', `https://mempool.space/tx/${txid}`],
    ['a file hash', `image sha256: ${txid}`],
    ['an integrity value', `证据编号,完整性校验值\nA-1,${txid}`],
    ['a public key', `public key 02${txid} and pubkey: ${txid}`],
  ])('%s passes', (_, text) => expect(findSecret(text)).toBeUndefined())

  test('hashes that we made pass where the caller says so, a named key does not', () => {
    expect(findSecret(txid, { bareHex: 'allow' })).toBeUndefined()
    expect(findSecret(`{"secret":"${keyOne}"}`, { bareHex: 'allow' })).toMatchObject({ kind: 'private-key' })
  })
})

describe('ordinary text passes', () => {
  test.each([
    [
      'a legal text',
      'Virtual assets seized under article 141 shall be kept sealed; the list names each address, the exact amount and the device on which the wallet was found, and is signed by two officers, the holder and a witness.',
    ],
    [
      'plain words',
      'You will want to check that the final amount of all coins can match what the bank will report before you sign and return the paper to them.',
    ],
    [
      'Chinese prose',
      '公安机关对涉案虚拟货币应当依法及时采取查封扣押冻结措施,制作清单一式三份,由侦查人员见证人和持有人签名,并附卷备查。犯罪嫌疑人拒绝签名的应当注明。',
    ],
    [
      'traditional prose',
      '虛擬資產交易平台須就每宗交易保存紀錄,並在有合理懷疑時向聯合財富情報組作出報告,不得向任何人透露。',
    ],
    [
      'twelve-character sentences',
      '该地址由嫌疑人手机导出。全部资产已转入专用钱包中。扣押清单由两名民警签字。系统自动生成对账结果表。',
    ],
    [
      'a table',
      'asset,chain,contract,address,amount,txid,index,time,zone,value,currency,date,source,device,note\nBTC,Bitcoin,,1HQ3Go3ggs8pFnXuHVHRytPCq5fGG8Hbhx,1.5,,,,,,,,,phone one,main wallet balance',
    ],
    [
      'an extended public key',
      'xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8',
    ],
    [
      'addresses',
      'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t 0xdAC17F958D2ee523a2206206994597C13D831ec7 bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0 rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh',
    ],
    ['a PEM certificate and public key', '-----BEGIN CERTIFICATE-----\n-----BEGIN PUBLIC KEY-----'],
    ['an age recipient', 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'],
  ])('%s', (_, text) => expect(findSecret(text)).toBeUndefined())
})

const law = dataDir() === undefined ? undefined : join(dataDir()!, 'law')

test.skipIf(law === undefined)('the statutes and guidelines of two jurisdictions hold no secret', () => {
  const texts = readdirSync(law!).filter((name) => name.endsWith('.md.gz'))
  expect(texts.length).toBeGreaterThan(20)
  const found = texts.filter((name) => findSecret(gunzipSync(readFileSync(join(law!, name))).toString()))
  expect(found).toEqual([])
})

test('the refusal names kind, file and place, and repeats nothing', () => {
  let message = ''
  try {
    refuseSecrets(`asset,note\nBTC,${legal}`, 'list.csv')
  } catch (error) {
    message = `${String(error)} ${JSON.stringify(error)}`
  }
  expect(message).toContain('list.csv line 2, character 5: this looks like a secret (recovery-phrase)')
  for (const word of legal.split(' ')) expect(message).not.toContain(word)
})

test('all secrets are found in order', () => {
  expect(
    findSecrets(`${keyOne}\n${abandon}\n5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ`).map(({ kind, line }) => [
      kind,
      line,
    ]),
  ).toEqual([
    ['private-key', 1],
    ['recovery-phrase', 2],
    ['wif', 3],
  ])
})
