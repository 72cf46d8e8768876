/** Walks of whole cases hash and sign as a zone does, with what the machine has: the same bytes as the portable ones, which have tests of their own. */
import { useNativeEd25519 } from '../../src/host/log/nativeEd25519.ts'
import { useNativeSha256 } from '../../src/host/log/nativeHash.ts'

useNativeSha256()
useNativeEd25519()
