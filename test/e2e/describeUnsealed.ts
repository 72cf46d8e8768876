import { beforeAll, expect, test } from 'vitest'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { askSignedIn } from '../../sandbox/rehearsal/signedIn.ts'
import { readWay } from '../../sandbox/rehearsal/way.ts'
import { askOverHttp } from '../../sandbox/rehearsal/zoneClient.ts'
import { isSealed } from '../../src/core/bundle/seals.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import { oneSeed as seed } from '../support/oneRehearsal.ts'
import { secondCase } from './openSecondCase.ts'

/** Not among those who set, approve or judge a sale, so bound by the seals; it reads a case that was opened to it. */
const bound = 'p-gao'

interface Row {
  readonly entry: Entry
  readonly sealed?: readonly string[]
}

/** Reserve, plan and sizes over HTTP, for a body that is bound: of a case whose last coin is sold, beside one that is still to be sold. */
export function describeUnsealed(url: () => string): void {
  const numbers = { sold: readWay('beijing').caseNumber, open: secondCase }
  const ids: Record<keyof typeof numbers, string> = { sold: '', open: '' }
  const ask = (person: string) => askSignedIn({ ask: askOverHttp(url()), seed, reader: () => person })
  const read = async <T>(path: string): Promise<T> => {
    const reply = await ask(bound)(path)
    if (!reply.ok) throw new TypeError(`${path}: ${reply.status} ${reply.body}`)
    return JSON.parse(reply.body) as T
  }

  beforeAll(async () => {
    const cases = JSON.parse((await ask('p-zhang')('/api/cases')).body) as readonly { id: string }[]
    for (const { id } of cases) {
      const text = (await ask('p-zhang')(`/api/cases/${id}/entries?limit=500`)).body
      for (const name of ['sold', 'open'] as const) if (text.includes(`"${numbers[name]}"`)) ids[name] = id
    }
    const { org, roles } = personOf('p-chen')
    for (const stream of Object.values(ids)) {
      const action = signAction(
        {
          id: `unsealed:${stream.slice(0, 8)}`,
          zone: 'sandbox-onshore',
          stream,
          kind: 'access.granted',
          actor: { org, person: 'p-chen', role: roles[0]! },
          subject: {},
          payload: { org: personOf(bound).org, reason: 'SANDBOX reads along' },
          documents: [],
        },
        personKey(seed, 'p-chen').secretKey,
      )
      const reply = await ask('p-chen')('/api/actions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action, stream }),
      })
      expect([reply.status, reply.body]).toEqual([201, reply.body])
    }
  })

  test('before the last fill a sealed value is not shown, and no export is given', async () => {
    const { rows } = await read<{ readonly rows: readonly Row[] }>(`/api/cases/${ids.open}/entries?limit=500`)
    const sealed = rows.flatMap((row) => row.sealed ?? [])
    expect(sealed).toContain('payload.payload')
    expect(await read(`/api/cases/${ids.open}`)).toMatchObject({ sealed: true })
    expect((await ask(bound)(`/api/cases/${ids.open}/export`)).status).toBe(403)
  })

  test('after it reserve, plan and sizes are read, the state is whole, and the export is given', async () => {
    const { rows } = await read<{ readonly rows: readonly Row[] }>(`/api/cases/${ids.sold}/entries?limit=500`)
    expect(rows.flatMap((row) => row.sealed ?? [])).toEqual([])
    const shown = rows.flatMap(({ entry }) =>
      Object.keys(entry.fields)
        .filter((field) => isSealed(entry.header.kind, field))
        .map((field) => `${entry.header.kind} ${field}`),
    )
    // Proposals, the reserve that crossed and the sizes of its tranches are among what was sealed.
    expect(shown).toEqual(
      expect.arrayContaining([
        'proposal.made payload.payload',
        'transfer.approved payload.pays',
        'crossing.received payload.entry',
      ]),
    )
    const { sealed, state } = await read<{ sealed?: boolean; state: { slices: object } }>(`/api/cases/${ids.sold}`)
    expect(sealed).toBeUndefined()
    expect(Object.keys(state.slices)).toContain('custody')
    expect((await ask(bound)(`/api/cases/${ids.sold}/export`)).status).toBe(200)
  })
}
