import { base64 } from '@scure/base'
import { describe, expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { parseCheckpoint, profileOfOrigin, signCheckpoint } from './checkpoint.ts'
import { cosign, cosignatures, cosignatureVerifier, cosignatureVerifierKey } from './cosignature.ts'
import {
  ed25519Signer,
  ed25519Verifier,
  ed25519VerifierKey,
  formatVerifierKey,
  parseSignerKey,
  parseVerifierKey,
} from './keys.ts'
import { addSignatures, formatNote, openNote, parseNote, signNote } from './note.ts'

/** The example of the C2SP signed-note specification (C2SP/C2SP @5ba5ee830903). */
const exampleKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const example = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`

function codeOf(run: () => unknown): unknown {
  try {
    run()
    return 'accepted'
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
}

const signing = (name: string, fill: number) => ({ name, secretKey: new Uint8Array(32).fill(fill) })

describe('the example of the specification', () => {
  test('is verified by its verifier key', () => {
    const opened = openNote({ note: example, verifiers: [ed25519Verifier(exampleKey)] })
    expect(opened.text).toBe('This is an example message.\n')
    expect(opened.verified.map(({ name }) => name)).toEqual(['example.com/foo'])
    expect(formatNote(opened)).toBe(example)
    expect(formatVerifierKey(parseVerifierKey(exampleKey))).toBe(exampleKey)
  })

  test('is refused with one letter changed', () => {
    const note = example.replace('an example', 'no example')
    expect(codeOf(() => openNote({ note, verifiers: [ed25519Verifier(exampleKey)] }))).toBe('SIGNATURE_INVALID')
  })

  test('is refused where its key is not trusted', () => {
    const other = ed25519Verifier(ed25519VerifierKey(signing('example.com/foo', 1)))
    expect(codeOf(() => openNote({ note: example, verifiers: [other] }))).toBe('SIGNATURE_INVALID')
    expect(codeOf(() => openNote({ note: example, verifiers: [] }))).toBe('SIGNATURE_INVALID')
  })
})

test.each([
  ['no blank line', 'text\n— a AAAAAAAA\n'],
  ['no signature', 'text\n\n'],
  ['no newline at the end', 'text\n\n— a AAAAAAAA'],
  ['slack after the signatures', 'text\n\n— a AAAAAAAA\n '],
  ['a carriage return', 'text\r\n\n— a AAAAAAAA\n'],
  ['a tab', 'te\txt\n\n— a AAAAAAAA\n'],
  ['a hyphen for the dash', 'text\n\n- a AAAAAAAA\n'],
  ['two spaces', 'text\n\n—  a AAAAAAAA\n'],
  ['a plus in the name', 'text\n\n— a+b AAAAAAAA\n'],
  ['an ideographic space in the name', 'text\n\n— a\u3000b AAAAAAAA\n'],
  ['a signature without bytes after the id', 'text\n\n— a AAAAAA==\n'],
  ['base64 without padding', 'text\n\n— a AAAAAAA\n'],
  ['base64 with bits left over', 'text\n\n— a AAAAAAB=\n'],
  ['a lone surrogate', 'te\ud800xt\n\n— a AAAAAAAA\n'],
  ['101 signatures', `text\n\n${'— a AAAAAAAA\n'.repeat(101)}`],
])('a note with %s is malformed', (_, note) => {
  expect(codeOf(() => parseNote(note))).toBe('CHECKPOINT_INVALID')
})

test('the text of a note may have blank lines; its signatures follow the last', () => {
  const note = signNote({ text: 'one\n\ntwo\n', signers: [ed25519Signer(signing('a', 1))] })
  expect(parseNote(note).text).toBe('one\n\ntwo\n')
})

test.each([
  ['an id that is not its own', exampleKey.replace('530d903a', '530d903b')],
  ['an id in capitals', exampleKey.replace('530d903a', '530D903A')],
  ['no name', exampleKey.replace('example.com/foo', '')],
  ['slack in its base64', `${exampleKey}=`],
])('a verifier key with %s is refused', (_, key) => {
  expect(codeOf(() => parseVerifierKey(key))).toBe('INPUT_INVALID')
})

test('a refused signer key is not repeated in the message', () => {
  const secret = 'AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg'
  try {
    parseSignerKey(`PRIVATE+KEY+example.com/log/testdata+33d7b497+${secret}`)
    expect.unreachable()
  } catch (error) {
    const { code, message, facts } = error as SluiceError
    expect(code).toBe('INPUT_INVALID')
    expect(JSON.stringify({ message, facts })).not.toContain(secret)
  }
})

describe('a checkpoint', () => {
  const root = base64.encode(new Uint8Array(32))

  test.each([
    ['no root', 'a\n0\n'],
    ['an empty origin', `\n0\n${root}\n`],
    ['a leading zero', `a\n01\n${root}\n`],
    ['a sign', `a\n+1\n${root}\n`],
    ['a size of 2^53', `a\n9007199254740992\n${root}\n`],
    ['a root of 31 bytes', `a\n0\n${base64.encode(new Uint8Array(31))}\n`],
    ['an empty extension line', `a\n0\n${root}\n\n`],
    ['no last newline', `a\n0\n${root}`],
  ])('with %s is refused', (_, text) => {
    expect(codeOf(() => parseCheckpoint(text))).toBe('CHECKPOINT_INVALID')
  })

  test('keeps its extension lines', () => {
    expect(parseCheckpoint(`a\n7\n${root}\nx\ny z\n`)).toEqual({
      origin: 'a',
      size: 7,
      root: new Uint8Array(32),
      extensions: ['x', 'y z'],
    })
  })

  test('is not made with an origin of two lines', () => {
    const checkpoint = { origin: `a\n1\n${root}`, size: 0, root: new Uint8Array(32), extensions: [] }
    expect(codeOf(() => signCheckpoint({ checkpoint, signers: [] }))).toBe('CHECKPOINT_INVALID')
  })

  test('says by its origin how its log hashes', () => {
    expect(profileOfOrigin('sluice.example/onshore').name).toBe('sha256')
    expect(profileOfOrigin('sluice.example/onshore/sm3').name).toBe('sm3')
  })
})

describe('a cosignature', () => {
  const log = signing('log.example', 1)
  const witness = signing('witness.example/w1', 2)
  const checkpoint = { origin: 'log.example', size: 3, root: new Uint8Array(32).fill(9), extensions: [] }
  const signed = signCheckpoint({ checkpoint, signers: [ed25519Signer(log)] })
  const { text } = parseNote(signed)
  const line = cosign({ text, key: witness, timestampSeconds: 1_679_315_147 })
  const note = addSignatures(signed, [line])
  const verifiers = [cosignatureVerifier(cosignatureVerifierKey(witness))]

  test('is verified with its time', () => {
    expect(cosignatures({ note, verifiers })).toEqual([
      { name: 'witness.example/w1', keyId: line.keyId, timestampSeconds: 1_679_315_147 },
    ])
  })

  test('does not disturb the signature of the log', () => {
    const opened = openNote({ note, verifiers: [ed25519Verifier(ed25519VerifierKey(log))] })
    expect(opened.unknown.map(({ name }) => name)).toEqual(['witness.example/w1'])
  })

  test('is refused with another time', () => {
    const forged = { ...line, signature: line.signature.with(7, line.signature[7]! ^ 1) }
    expect(codeOf(() => cosignatures({ note: addSignatures(signed, [forged]), verifiers }))).toBe('SIGNATURE_INVALID')
  })

  test('is refused on another head', () => {
    const other = signCheckpoint({ checkpoint: { ...checkpoint, size: 4 }, signers: [ed25519Signer(log)] })
    expect(codeOf(() => cosignatures({ note: addSignatures(other, [line]), verifiers }))).toBe('SIGNATURE_INVALID')
  })

  test('of a stranger says nothing', () => {
    expect(cosignatures({ note, verifiers: [] })).toEqual([])
  })

  test('has another key id than a plain signature of the same key', () => {
    expect(line.keyId).not.toBe(ed25519Signer(witness).keyId)
  })

  test('is not given to a text that is no checkpoint, nor without a time', () => {
    expect(codeOf(() => cosign({ text: 'pay me\n', key: witness, timestampSeconds: 1 }))).toBe('CHECKPOINT_INVALID')
    expect(codeOf(() => cosign({ text, key: witness, timestampSeconds: 0 }))).toBe('INPUT_INVALID')
  })
})
