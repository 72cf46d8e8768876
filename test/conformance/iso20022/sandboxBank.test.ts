import { expect, test } from 'vitest'
import { startBank } from '../../../sandbox/bank/startBank.ts'
import { openSandboxBank } from '../../../src/world/banks/sandbox/openSandboxBank.ts'
import { withSchema } from './schemas.ts'

test('what the bank of the rehearsal issues is valid by the published schemas', async () => {
  let now = Date.parse('2026-05-18T02:00:00Z')
  const sandbox = await startBank({ seed: 3, clock: () => now })
  try {
    sandbox.transfer({ from: 'SBX-CN-PROVIDER', to: 'SBX-CN-DEPOSIT', amountMinor: 123n, reference: 'DEP-1' })
    now += 86_400_000
    const token = sandbox.token({ institution: 'bank-cn', customer: 'provider' })
    const bank = openSandboxBank({ url: sandbox.institutionUrl('bank-cn'), token })
    const account = 'SBX-CN-PROVIDER'
    const statements = await bank.statements({ account, from: '2026-05-18', to: '2026-05-19' })
    const notifications = await bank.notifications({ account, after: 0 })
    expect([statements.length, notifications.length]).toEqual([2, 1])
    withSchema('camt.053.001.08', ({ invalidity }) => {
      for (const { paper } of statements) expect(invalidity(xmlOf(paper.body))).toBeUndefined()
    })
    withSchema('camt.054.001.08', ({ invalidity }) => {
      for (const { paper } of notifications) expect(invalidity(xmlOf(paper.body))).toBeUndefined()
    })
  } finally {
    await sandbox.stop()
  }
})

function xmlOf(body: unknown): Uint8Array {
  return new TextEncoder().encode((body as { readonly xml: string }).xml)
}
