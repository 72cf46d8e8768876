import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { utf8ToBytes } from '../hash.ts'
import { signCheckpoint } from './checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey } from './keys.ts'
import { consistencyProof, createTree } from './merkle.ts'
import { sha256Profile } from './profile.ts'
import {
  type AddCheckpoint,
  considerCheckpoint,
  formatAddCheckpoint,
  parseAddCheckpoint,
  type WitnessedHead,
} from './witness.ts'

const origin = 'log.example'
const key = { name: origin, secretKey: new Uint8Array(32).fill(1) }
const logs = new Map([[origin, [ed25519Verifier(ed25519VerifierKey(key))]]])

/** A log whose entries carry a mark, so that two marks are two histories. */
function history(mark: string, size: number, common = 0) {
  const nodes = new Map<string, Uint8Array>()
  const tree = createTree({ onNode: (level, index, hash) => nodes.set(`${level}/${index}`, hash) })
  const heads = [head(0, tree.root())]
  for (let i = 0; i < size; i++) {
    tree.append(sha256Profile.leaf(utf8ToBytes(`${i < common ? '' : mark}${i}`)))
    heads.push(head(i + 1, tree.root()))
  }
  const readNode = (level: number, index: number) => nodes.get(`${level}/${index}`)!
  return {
    heads,
    request: (oldSize: number, to: number): AddCheckpoint => ({
      oldSize,
      proof: oldSize === 0 ? [] : consistencyProof({ from: oldSize, to, readNode }),
      note: heads[to]!.note,
    }),
  }
}

function head(size: number, root: Uint8Array): WitnessedHead {
  const checkpoint = { origin, size, root, extensions: [] }
  return { size, root, note: signCheckpoint({ checkpoint, signers: [ed25519Signer(key)] }) }
}

const log = history('', 9)
const forked = history('x', 9, 4)

const consider = (state: WitnessedHead | undefined, request: AddCheckpoint) => {
  const answer = considerCheckpoint({ logs, state, request })
  return answer.outcome === 'accepted'
    ? `accepted ${answer.state.size}`
    : `${answer.status}${answer.heldSize === undefined ? '' : ` holds ${answer.heldSize}`}${answer.incident === undefined ? '' : ` ${answer.incident.kind}`}`
}

describe('a witness', () => {
  test.each([
    ['takes a first head', undefined, log.request(0, 5), 'accepted 5'],
    ['takes a first head of size 0', undefined, log.request(0, 0), 'accepted 0'],
    ['takes a head after one of size 0', log.heads[0], log.request(0, 5), 'accepted 5'],
    ['takes a greater head with its proof', log.heads[5], log.request(5, 9), 'accepted 9'],
    ['takes the same head again', log.heads[5], log.request(5, 5), 'accepted 5'],
    ['refuses a second first contact', log.heads[5], log.request(0, 9), '409 holds 5'],
    ['refuses a proof from a size it never held', log.heads[5], log.request(3, 9), '409 holds 5'],
    ['refuses to begin in the middle', undefined, log.request(3, 9), '409 holds 0'],
    ['refuses a rollback', log.heads[5], log.request(3, 4), '409 holds 5 rollback'],
    [
      'refuses an old size above the head',
      log.heads[5],
      { ...log.request(5, 9), note: log.heads[4]!.note },
      '400 rollback',
    ],
    [
      'refuses a fork of the same size',
      log.heads[5],
      { oldSize: 5, proof: [], note: forked.heads[5]!.note },
      '422 fork',
    ],
    ['sees a fork of the same size under another old size', log.heads[5], forked.request(4, 5), '409 holds 5 fork'],
    ['refuses a fork that grew', log.heads[5], forked.request(5, 9), '422 unproven'],
    ['refuses a greater head without proof', log.heads[5], { ...log.request(5, 9), proof: [] }, '422 unproven'],
    ['refuses a proof from size 0', undefined, { ...log.request(0, 5), proof: [new Uint8Array(32)] }, '422'],
    [
      'refuses a head of size 0 with a root',
      undefined,
      { ...log.request(0, 0), note: head(0, new Uint8Array(32)).note },
      '422',
    ],
    [
      'refuses the same head with a proof',
      log.heads[5],
      { ...log.request(5, 5), proof: [new Uint8Array(32)] },
      '422 unproven',
    ],
    ['refuses what is no note', undefined, { oldSize: 0, proof: [], note: 'hello\n' }, '400'],
  ])('%s', (_, state, request, expected) => {
    expect(consider(state, request)).toBe(expected)
  })

  test('refuses a log that it does not know', () => {
    expect(considerCheckpoint({ logs: new Map(), state: undefined, request: log.request(0, 5) })).toMatchObject({
      status: 404,
    })
  })

  test('refuses a head that a stranger signed, or that was altered', () => {
    const stranger = { name: origin, secretKey: new Uint8Array(32).fill(3) }
    const checkpoint = { origin, size: 5, root: new Uint8Array(32), extensions: [] }
    const note = signCheckpoint({ checkpoint, signers: [ed25519Signer(stranger)] })
    expect(consider(undefined, { oldSize: 0, proof: [], note })).toBe('403')
    const altered = log.heads[5]!.note.replace('\n5\n', '\n6\n')
    expect(consider(undefined, { oldSize: 0, proof: [], note: altered })).toBe('403')
  })

  test('cosigns the text of the head and nothing else', () => {
    const answer = considerCheckpoint({ logs, state: undefined, request: log.request(0, 5) })
    expect(answer).toMatchObject({ outcome: 'accepted', origin, state: log.heads[5] })
    expect(answer).toHaveProperty('text', log.heads[5]!.note.split('\n\n')[0]!.concat('\n'))
  })

  test('names both heads of a fork', () => {
    const request = { oldSize: 5, proof: [], note: forked.heads[5]!.note }
    expect(considerCheckpoint({ logs, state: log.heads[5], request })).toMatchObject({
      incident: { kind: 'fork', held: log.heads[5]!.note, offered: forked.heads[5]!.note },
    })
  })
})

describe('the body of add-checkpoint', () => {
  test('is read as it was written', () => {
    const request = log.request(5, 9)
    expect(parseAddCheckpoint(formatAddCheckpoint(request))).toEqual(request)
    expect(parseAddCheckpoint(formatAddCheckpoint(log.request(0, 3)))).toEqual(log.request(0, 3))
  })

  test('is the example of the specification', () => {
    const body = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
    const request = parseAddCheckpoint(body)
    expect([request.oldSize, request.proof.length]).toEqual([20852014, 4])
    expect(formatAddCheckpoint(request)).toBe(body)
  })

  test.each([
    ['no blank line', 'old 0\nnote\n'],
    ['a leading zero', 'old 00\n\nnote\n'],
    ['another word', 'new 0\n\nnote\n'],
    ['a proof line of 31 bytes', `old 1\n${'A'.repeat(41)}A==\n\nnote\n`],
    ['64 proof lines', `old 1\n${`${'A'.repeat(43)}=\n`.repeat(64)}\nnote\n`],
  ])('with %s is refused', (_, body) => {
    expect(() => parseAddCheckpoint(body)).toThrow(SluiceError)
  })
})
