import { expect, test } from 'vitest'
import { pinHost, registrationOf, urlAt } from './pinHost.ts'

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

test('a client is built only from a host that the register binds to the entity', () => {
  const { entity: _, apiOrigin: __, ...rest } = at('')
  const licence = { entity: 'hash-blockchain-limited', hosts: ['api-pro.hashkey.com:443', '127.0.0.1:8123'] }
  const origin = (host: string, sandbox: boolean) => registrationOf({ ...rest, licence, host, sandbox }).apiOrigin
  expect(origin('api-pro.hashkey.com:443', false)).toBe('https://api-pro.hashkey.com')
  expect(origin('127.0.0.1:8123', true)).toBe('http://127.0.0.1:8123')
  for (const [host, sandbox] of [
    ['api-glb.hashkey.com', false],
    ['api-pro.hashkey.com:443', true],
    ['127.0.0.1:8123', false],
    ['127.0.0.1:8124', true],
  ] as const) {
    expect(() => origin(host, sandbox), host).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
  }
})
