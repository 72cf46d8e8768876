import { expect, test } from 'vitest'
import { pinHost, urlAt } from './pinHost.ts'

const at = (apiOrigin: string) => ({
  entity: 'hash-blockchain-limited',
  legalName: 'Hash Blockchain Limited',
  apiOrigin,
  accountOwner: 'Agent',
  idempotencyClass: 'never' as const,
})

test('a registered https host is the one origin', () => {
  expect(pinHost({ registration: at('https://api-pro.hashkey.com'), sandbox: false }).host).toBe('api-pro.hashkey.com')
})

test.each([
  'http://api-pro.hashkey.com',
  'https://api-pro.hashkey.com:8443',
  'https://api-pro.hashkey.com/',
  'https://api-pro.hashkey.com/v1',
  'https://user@api-pro.hashkey.com',
  'https://127.0.0.1',
  'https://localhost',
  'https://[::1]',
  'api-pro.hashkey.com',
  '',
])('for real, "%s" is refused', (origin) => {
  expect(() => pinHost({ registration: at(origin), sandbox: false })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})

test.each(['http://127.0.0.1:8123', 'http://127.1.2.3:81', 'http://[::1]:9'])('the sandbox talks to %s', (origin) => {
  expect(pinHost({ registration: at(origin), sandbox: true }).origin).toBe(origin)
})

test.each([
  'https://api-pro.hashkey.com',
  'http://localhost:8123',
  'http://10.0.0.1:8123',
  'http://127.0.0.1.example.com:8123',
  'http://192.168.1.1',
  'https://127.0.0.1:8123',
  'http://0.0.0.0:8123',
])('the sandbox refuses %s', (origin) => {
  expect(() => pinHost({ registration: at(origin), sandbox: true })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  )
})

test.each(['//elsewhere.example/api', 'https://elsewhere.example/', '\\\\elsewhere.example\\x'])(
  'a path cannot lead away: %s',
  (path) => {
    const origin = pinHost({ registration: at('https://api-pro.hashkey.com'), sandbox: false })
    expect(() => urlAt(origin, path)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  },
)
