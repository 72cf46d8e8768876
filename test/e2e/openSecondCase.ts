import { paperKeyOf } from '../../sandbox/bank/sign.ts'
import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { askSignedIn } from '../../sandbox/rehearsal/signedIn.ts'
import { askOverHttp } from '../../sandbox/rehearsal/zoneClient.ts'
import { signAction, signApproval } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { signPaper } from '../../src/core/record/paper.ts'

export const secondCase = 'SANDBOX-京公顺2026-0002'

/** Opens another case in a zone that a rehearsal left, up to the decision to seize: ready for a list. */
export async function openSecondCase({ url, seed }: { readonly url: string; readonly seed: string }): Promise<void> {
  const now = '2026-03-03T01:00:00.000Z'
  const ask = askSignedIn({ ask: askOverHttp(url), seed, reader: () => 'p-zhang' })
  await post('/rehearsal/clock', { now })
  let stream: string | undefined
  let count = 0

  async function post<T>(path: string, body: unknown): Promise<T> {
    const text = typeof body === 'string'
    const response = await ask(path, {
      method: 'POST',
      headers: { 'content-type': text ? 'text/plain' : 'application/json' },
      body: text ? body : JSON.stringify(body),
    })
    if (!response.ok) throw new TypeError(`${path}: ${response.body}`)
    return JSON.parse(response.body) as T
  }

  async function paper(type: string, body: { readonly [key: string]: Json }): Promise<string> {
    const { secretKey } = paperKeyOf({ seed, party: 'psb' })
    const { text } = signPaper({
      type,
      world: 'rehearsal',
      issuer: 'psb',
      issuedAt: now,
      body: { ...body, mark: 'SANDBOX' },
      secretKey,
    })
    return (await post<{ sha256: string }>('/api/documents', text)).sha256
  }

  async function act(
    person: string,
    kind: string,
    payload: { readonly [key: string]: Json },
    more: { documents?: string[]; proposal?: string } = {},
  ): Promise<string> {
    const { org, roles } = personOf(person)
    const place = { zone: 'sandbox-onshore', ...(stream === undefined ? {} : { stream }) }
    const action = {
      ...place,
      id: `second:${count++}:${kind}`,
      kind,
      actor: { org, person, role: roles[0]! },
      payload,
      ...more,
    }
    const done = await post<{ entry: string; stream: string }>('/api/actions', {
      action: signAction(action, personKey(seed, person).secretKey),
      ...(stream === undefined ? {} : { stream }),
    })
    stream ??= done.stream
    return done.entry
  }

  const filing = await paper('case-filing', { number: secondCase, organ: 'psb' })
  const opening = {
    model: 'beijing',
    caseNumber: secondCase,
    organ: 'psb',
    filedOn: '2026-03-02',
    filing,
    jurisdiction: 'SANDBOX place of the act',
    outOfArea: false,
  }
  await act('p-zhang', 'case.opened', opening, { documents: [filing] })
  const decision = await paper('seizure-decision', { number: 'SANDBOX-扣-2', level: 'county-head', measure: 'seized' })
  const measure = {
    measure: 'seized',
    decision,
    officers: ['p-li', 'p-liu'],
    relatedness: 'SANDBOX proceeds',
    necessities: 'SANDBOX none',
    startsOn: '2026-03-03',
  }
  const proposal = await act(
    'p-zhang',
    'proposal.made',
    { proposes: 'seizure.decided', payload: measure },
    { documents: [decision] },
  )
  const { state, head: seen } = JSON.parse((await ask(`/api/cases/${stream}`)).body) as {
    state: CaseState
    head: string
  }
  const { what, values } = state.proposals[proposal]!
  const { key, signature } = signApproval(
    { proposal, what, values, role: 'legal-affairs', seen },
    personKey(seed, 'p-chen').secretKey,
  )
  await act('p-chen', 'approval.given', { proposal, what, values, seen, key, signature })
  await act('p-zhang', 'seizure.decided', measure, { documents: [decision], proposal })
}
