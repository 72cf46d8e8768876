import { readFileSync } from 'node:fs'
import { base64 } from '@scure/base'
import { expect, test } from 'vitest'
import { bytesToHex, hexToBytes, utf8ToBytes } from '../hash.ts'
import { formatCheckpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { ed25519Signer, ed25519Verifier, ed25519VerifierKey, parseSignerKey } from './keys.ts'
import { createTree, inclusionProof, treeRoot, verifyInclusion } from './merkle.ts'
import { sha256Profile } from './profile.ts'
import { decodeEntries, decodeTile, encodeEntries, encodeTile, newTiles, tilePath, tileReader } from './tiles.ts'

interface TestLog {
  readonly verifierKey: string
  readonly signerKey: string
  readonly leaves: readonly string[]
  readonly checkpoints: readonly string[]
  readonly latest: string
  readonly tiles: Readonly<Record<string, string>>
  readonly bundles: Readonly<Record<string, string>>
}

const url = new URL('../../../../test/vectors/tlog/testdata.json', import.meta.url)
const log = JSON.parse(readFileSync(url, 'utf8')) as TestLog
const entries = log.leaves.map(utf8ToBytes)
const hashes = entries.map(sha256Profile.leaf)
const origin = 'example.com/log/testdata'
const signerKey = parseSignerKey(log.signerKey)

test('the signer key of the test log has the published verifier key', () => {
  expect(ed25519VerifierKey(signerKey)).toBe(log.verifierKey)
})

test('16 of 16 checkpoints are made again byte for byte from leaves and key', () => {
  const signers = [ed25519Signer(signerKey)]
  const made = log.checkpoints.map((_, size) => {
    const root = treeRoot({ leaves: entries.slice(0, size) })
    return signCheckpoint({ checkpoint: { origin, size, root, extensions: [] }, signers })
  })
  expect(made).toEqual(log.checkpoints)
  expect(made.length).toBe(16)
  expect(made[15]).toBe(log.latest)
})

test('16 of 16 checkpoints are read and their signatures hold', () => {
  const verifiers = [ed25519Verifier(log.verifierKey)]
  const opened = log.checkpoints.map((note) => openCheckpoint({ note, origin, verifiers }))
  expect(opened.map(({ checkpoint }) => checkpoint.size)).toEqual([...log.checkpoints.keys()])
  expect(opened.map(({ checkpoint }) => formatCheckpoint(checkpoint))).toEqual(opened.map(({ text }) => text))
})

test('15 of 15 tiles are made again byte for byte, at the path published', () => {
  const made: Record<string, string> = {}
  for (let size = 1; size <= 15; size++) {
    const [tile] = newTiles({ from: size - 1, to: size }).filter(({ level }) => level === 0)
    made[tilePath(tile!)] = bytesToHex(encodeTile(hashes.slice(0, size)))
  }
  expect(made).toEqual(log.tiles)
  expect(Object.keys(made).length).toBe(15)
})

test('15 of 15 entry bundles are made again byte for byte, at the path published', () => {
  const made: Record<string, string> = {}
  for (let size = 1; size <= 15; size++) {
    const [tile] = newTiles({ from: size - 1, to: size }).filter(({ level }) => level === 'entries')
    made[tilePath(tile!)] = bytesToHex(encodeEntries(entries.slice(0, size)))
  }
  expect(made).toEqual(log.bundles)
  expect(Object.keys(made).length).toBe(15)
})

test('each leaf is proved from the published tiles under the published root', () => {
  const verifiers = [ed25519Verifier(log.verifierKey)]
  for (let size = 1; size <= 15; size++) {
    const { checkpoint } = openCheckpoint({ note: log.checkpoints[size]!, origin, verifiers })
    const readNode = tileReader({ size, readTile: (tile) => hexToBytes(log.tiles[tilePath(tile)]!) })
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof({ index, size, readNode })
      verifyInclusion({ index, size, leafHash: hashes[index]!, root: checkpoint.root, proof })
    }
  }
})

test('the published bundles hold the leaves, and the tiles their hashes', () => {
  const bundle = decodeEntries(hexToBytes(log.bundles['tile/entries/000.p/15']!), 15)
  expect(bundle).toEqual(entries)
  expect(decodeTile(hexToBytes(log.tiles['tile/0/000.p/15']!), 15)).toEqual(hashes)
  const tree = createTree({})
  for (const entry of bundle) tree.append(sha256Profile.leaf(entry))
  expect(base64.encode(tree.root())).toBe('rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=')
})
