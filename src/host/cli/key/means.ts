import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto'
import type { Means } from '../../../core/record/keyFile.ts'

const memoryBytesMax = 512 * 1024 * 1024
const tagBytes = 16

/** Node's own AES-256-GCM and scrypt. */
export function nativeMeans(): Means {
  return {
    seal: async ({ key, nonce, bound }, plain) => {
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bound)
      return new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]))
    },
    open: async ({ key, nonce, bound }, sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
        .setAAD(bound)
        .setAuthTag(sealed.subarray(-tagBytes))
      return new Uint8Array(Buffer.concat([decipher.update(sealed.subarray(0, -tagBytes)), decipher.final()]))
    },
    scrypt: (password, salt, { N, r, p, dkLen }) =>
      new Promise((resolve, reject) => {
        scrypt(password, salt, dkLen, { N, r, p, maxmem: memoryBytesMax }, (error, bytes) =>
          error === null ? resolve(new Uint8Array(bytes)) : reject(error),
        )
      }),
  }
}
