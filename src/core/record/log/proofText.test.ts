import { expect, test } from 'vitest'
import { SluiceError } from '../../errors.ts'
import { utf8ToBytes } from '../hash.ts'
import { signCheckpoint } from './checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey } from './keys.ts'
import { createTree, inclusionProof } from './merkle.ts'
import { sha256Profile } from './profile.ts'
import { formatProof, parseProof, verifyProof } from './proofText.ts'

const origin = 'log.example'
const key = { name: origin, secretKey: new Uint8Array(32).fill(1) }
const verifiers = [ed25519Verifier(ed25519VerifierKey(key))]
const nodes = new Map<string, Uint8Array>()
const tree = createTree({ onNode: (level, index, hash) => nodes.set(`${level}/${index}`, hash) })
for (let i = 0; i < 11; i++) tree.append(sha256Profile.leaf(utf8ToBytes(String(i))))
const note = signCheckpoint({
  checkpoint: { origin, size: 11, root: tree.root(), extensions: [] },
  signers: [ed25519Signer(key)],
})
const proof = inclusionProof({ index: 6, size: 11, readNode: (level, index) => nodes.get(`${level}/${index}`)! })
const text = formatProof({ index: 6, proof, note })
const check = (given: string, entry = '6') => verifyProof({ text: given, entry: utf8ToBytes(entry), origin, verifiers })

function codeOf(run: () => unknown): unknown {
  try {
    run()
    return 'accepted'
  } catch (error) {
    if (error instanceof SluiceError) return error.code
    throw error
  }
}

test('a proof is text that is read as it was written, and proves its entry', () => {
  expect(text.split('\n').slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 6'])
  expect(check(text)).toEqual({ index: 6, proof, note })
})

test('extra data goes with it and is vouched for by nobody', () => {
  const extra = utf8ToBytes('where it came from')
  const longer = formatProof({ index: 6, proof, note, extra })
  expect(longer.split('\n')[1]).toBe('extra d2hlcmUgaXQgY2FtZSBmcm9t')
  expect(check(longer)).toEqual({ index: 6, proof, note, extra })
})

test.each([
  ['of another entry', text, '7', 'PROOF_INVALID'],
  ['of another index', text.replace('index 6', 'index 7'), '6', 'PROOF_INVALID'],
  ['of another version', text.replace('@v1', '@v2'), '6', 'PROOF_INVALID'],
  ['without its index', text.replace('index 6\n', ''), '6', 'PROOF_INVALID'],
  ['with an index of two spellings', text.replace('index 6', 'index 06'), '6', 'CHECKPOINT_INVALID'],
  ['with extra data that is none', text.replace('\n', '\nextra AAA\n'), '6', 'PROOF_INVALID'],
  ['without its checkpoint', text.slice(0, text.indexOf('\n\n')), '6', 'PROOF_INVALID'],
  ['under an altered checkpoint', text.replace('\n11\n', '\n12\n'), '6', 'SIGNATURE_INVALID'],
])('a proof %s is refused', (_, given, entry, code) => {
  expect(codeOf(() => check(given, entry))).toBe(code)
})

test('reading a proof verifies nothing', () => {
  expect(parseProof(text.replace('index 6', 'index 7')).index).toBe(7)
})
