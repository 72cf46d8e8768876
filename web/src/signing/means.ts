import type { Means } from '../../../src/core/record/keyFile.ts'

/** AES-256-GCM of the browser; scrypt is that of the page. */
export const browserMeans: Means = {
  seal: async ({ key, nonce, bound }, plain) =>
    new Uint8Array(await crypto.subtle.encrypt(gcm(nonce, bound), await taken(key), plain.slice())),
  open: async ({ key, nonce, bound }, sealed) =>
    new Uint8Array(await crypto.subtle.decrypt(gcm(nonce, bound), await taken(key), sealed.slice())),
}

function gcm(nonce: Uint8Array, bound: Uint8Array) {
  return { name: 'AES-GCM', iv: nonce.slice(), additionalData: bound.slice() }
}

function taken(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', key.slice(), 'AES-GCM', false, ['encrypt', 'decrypt'])
}
