import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { utf8ToBytes } from '../../core/record/hash.ts'
import { verifyToken } from '../../core/record/time/token.ts'
import type { TimeAuthority } from './authority.ts'

/** How an answer can go wrong. */
export type Fault = 'silence' | 'error' | 'wrong type' | 'no answer' | 'too long' | 'stale' | 'forged' | 'redirect'

export interface AuthorityUnderTest {
  readonly authority: TimeAuthority
  /** SHA-256 of the root that it is configured with. */
  readonly root: string
  /** The next answer goes wrong in this way. */
  readonly spoilNext: (fault: Fault) => void
  /** The same authority for who accepts another root only. */
  readonly underAnotherRoot: () => TimeAuthority
  readonly stop: () => Promise<void>
}

export interface DescribeAuthorityOptions {
  readonly name: string
  readonly open: () => Promise<AuthorityUnderTest>
}

/** What every adapter of a time-stamping authority must do. */
export function describeAuthority({ name, open }: DescribeAuthorityOptions): void {
  describe(`time-stamping authority: ${name}`, () => {
    let under: AuthorityUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under?.stop())
    const message = utf8ToBytes('sandbox.example/log\n3\nroot\n')

    test('gives a token that anybody verifies offline, of now', async () => {
      const { authority, root } = under
      const before = Date.now()
      const { token, proved } = await authority.stamp(message)
      expect(verifyToken({ token, message, certificates: authority.certificates })).toEqual(proved)
      expect(proved.rootFingerprint).toBe(root)
      expect(Math.abs(Date.parse(proved.at) - before)).toBeLessThan(30_000)
    })

    test('gives another token for the same bytes, of a later serial number', async () => {
      const [first, second] = [await under.authority.stamp(message), await under.authority.stamp(message)]
      expect(first.proved.serial).not.toBe(second.proved.serial)
    })

    test('takes no token from under a root that is not configured', async () => {
      await expect(under.underAnotherRoot().stamp(message)).rejects.toMatchObject({ code: 'TIMESTAMP_INVALID' })
    })

    test.each([
      ['silence', 'TIMESTAMP_UNREACHABLE'],
      ['error', 'TIMESTAMP_UNREACHABLE'],
      ['wrong type', 'TIMESTAMP_UNREACHABLE'],
      ['too long', 'TIMESTAMP_UNREACHABLE'],
      ['redirect', 'TIMESTAMP_UNREACHABLE'],
      ['no answer', 'TIMESTAMP_INVALID'],
      ['stale', 'TIMESTAMP_INVALID'],
      ['forged', 'TIMESTAMP_INVALID'],
    ] as const)('says so after %s, and the next answer counts again', async (fault, code) => {
      under.spoilNext(fault)
      await expect(under.authority.stamp(message)).rejects.toMatchObject({ code })
      expect((await under.authority.stamp(message)).proved.rootFingerprint).toBe(under.root)
    })
  })
}
