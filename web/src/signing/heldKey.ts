import type { ActionSignature } from '../../../src/core/case/signature.ts'
import { signText } from '../../../src/core/record/publicKeys.ts'
import type { LoadedKey } from './readKeys.ts'

/** A key that somebody has at hand: read from a file, or in a device that signs when asked. */
export interface HeldKey {
  readonly publicKey: string
  readonly means: 'file' | 'passkey'
  sign(message: Uint8Array): Promise<ActionSignature>
  forget(): void
}

/** @example fileKey(readKeys(text)[0]!) */
export function fileKey({ secret, publicKey }: LoadedKey): HeldKey {
  return {
    publicKey,
    means: 'file',
    sign: async (message) => ({ key: publicKey, signature: signText(message, secret) }),
    forget: () => {
      const bytes = secret instanceof Uint8Array ? secret : secret.secretKey
      bytes.fill(0)
    },
  }
}
