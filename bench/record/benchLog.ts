import { ed25519Verifier, ed25519VerifierKey } from '../../src/core/record/log/keys.ts'

export const benchOrigin = 'sandbox.example/bench'
export const benchKey = { name: benchOrigin, secretKey: new Uint8Array(32).fill(3) }
export const benchVerifier = ed25519Verifier(ed25519VerifierKey(benchKey))
