import { ed25519 } from '@noble/curves/ed25519.js'
import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { post } from '../ledger/posting.ts'
import { entryId, sealEntry } from '../record/entry.ts'
import { bytesToHex, hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { signAction, signApproval } from './action.ts'
import { applyEntry } from './apply.ts'
import { commonKinds } from './commonKinds.ts'
import type { Directory } from './directory.ts'
import type { Surroundings } from './facts.ts'
import { type Action, defineKind, listKinds, verdict } from './kind.ts'
import { appliedOf, type Decision, decide } from './machine.ts'
import { machineName } from './machineName.ts'
import type { Rulebook, Step } from './rulebook.ts'
import type { CaseState } from './state.ts'

/** A case with two kinds of its own, decided by rules as plain as can be: every verdict must be ok. */
const opened = defineKind<{ note: string }>({
  name: 'case.opened',
  stream: 'case',
  zones: ['onshore'],
  payload: Type.Object({ note: Type.String() }, { additionalProperties: false }),
  facts: {},
  apply: (state) => state,
})
const paid = defineKind<{ units: string; price: string }>({
  name: 'paid',
  stream: 'case',
  zones: ['onshore'],
  payload: Type.Object({ units: Type.String(), price: Type.String() }, { additionalProperties: false }),
  facts: {
    enough: ({ payload, state }) =>
      verdict(
        BigInt(payload.units) <= 100n,
        payload.units,
        `at most 100, ${Object.keys(state().slices).length} slices`,
      ),
    market: ({ state }) => verdict(true, JSON.stringify(state().balances), 'any'),
  },
  volatile: ['market'],
  apply: (state) => state,
  postings: ({ payload }) => [
    post('assets:out', 'CNY', -BigInt(payload.units)),
    post('equity:paid', 'CNY', BigInt(payload.units)),
  ],
})
const funded = defineKind<{ units: string }>({
  name: 'funded',
  stream: 'case',
  zones: ['onshore'],
  payload: Type.Object({ units: Type.String() }, { additionalProperties: false }),
  facts: {},
  apply: (state) => ({ ...state, slices: { ...state.slices, funded: true } }),
  postings: ({ payload }) => [
    post('equity:seized', 'CNY', -BigInt(payload.units)),
    post('assets:out', 'CNY', BigInt(payload.units)),
  ],
})
const kinds = listKinds([opened, paid, funded, ...commonKinds])

const steps: readonly Step[] = [
  {
    kind: 'case.opened',
    subject: 'case',
    zone: 'onshore',
    from: ['none'],
    to: 'opened',
    roles: ['officer'],
    approvals: [],
  },
  { kind: 'funded', subject: 'case', zone: 'onshore', from: [], roles: ['officer'], approvals: [] },
  {
    kind: 'paid',
    subject: 'case',
    zone: 'onshore',
    from: ['opened'],
    to: 'paid',
    roles: ['officer'],
    approvals: [{ role: 'head', count: 1 }],
  },
]
const rulebook: Rulebook = {
  packs: ['a'.repeat(64)],
  model: 'b'.repeat(64),
  steps: (kind) => steps.filter((step) => step.kind === kind),
  parameter: () => undefined,
  incompatibleRoles: [['officer', 'keeper']],
  passesHolds: ['hold.placed', 'hold.lifted'],
  evaluate: ({ facts }) => {
    const unmet = Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'object' && (value as { ok?: boolean }).ok === false
        ? [{ rule: name, code: 'RULE_NOT_MET' as const, found: { [name]: value } }]
        : [],
    )
    return unmet.length === 0 ? { allowed: true, rules: [], warnings: [] } : { allowed: false, rules: [], unmet }
  },
}

const secret = (name: string): Uint8Array => new TextEncoder().encode(name.padEnd(32, '.')).slice(0, 32)
const people = { officer: ['officer', 'keeper'], head: ['head'], second: ['officer'] }
const directory: Directory = {
  zone: 'z',
  world: 'rehearsal',
  administrators: {},
  organisations: { psb: { role: 'court', family: 'state', name: 'psb' } },
  people: Object.fromEntries(Object.entries(people).map(([person, roles]) => [person, { org: 'psb', roles }])),
  keys: Object.fromEntries(
    Object.keys(people).map((holder) => [
      bytesToHex(ed25519.getPublicKey(secret(holder))),
      {
        holder,
        use: 'person' as const,
        algorithm: 'ed25519' as const,
        from: '2026-01-01T00:00:00.000Z',
        vouchedBy: 'psb',
        document: '0'.repeat(64),
      },
    ]),
  ),
  accounts: {},
  machine: machineName,
}
const surroundings: Surroundings = {
  zone: { id: 'z', kind: 'onshore', world: 'rehearsal' },
  streams: { directory: { head: 'd'.repeat(64), state: directory } },
  document: () => undefined,
  parameter: () => undefined,
}

/** A chain of one case that grows by decisions, in memory. */
class Chain {
  own: { head: string; stream: string; position: number; state: CaseState } | undefined
  #count = 0

  decide(
    person: string,
    kind: string,
    payload: { [key: string]: Json },
    more: Partial<Action> = {},
    role?: string,
  ): Decision & { action: Action } {
    const action: Action = {
      id: `${this.#count++}`,
      ...(this.own === undefined ? { zone: 'z' } : { zone: 'z', stream: this.own.stream }),
      kind,
      actor: { org: 'psb', person, role: role ?? people[person as 'head'][0]! },
      payload,
      subject: {},
      documents: [],
      ...more,
    }
    const signed = signAction(action, secret(person))
    return {
      ...decide({
        kinds,
        rulebook,
        action: signed,
        recordedAt: '2026-03-02T01:00:00.000Z',
        own: this.own,
        surroundings,
      }),
      action: signed,
    }
  }

  append(...parameters: Parameters<Chain['decide']>): string {
    const decision = this.decide(...parameters)
    if (!decision.allowed) throw new TypeError(JSON.stringify(decision.refusal))
    const entry = sealEntry({ ...decision.draft, streamKey: new Uint8Array(32) })
    const id = entryId(entry)
    const applied = appliedOf({ id, header: entry.header, fields: decision.draft.fields })
    const { state } = applyEntry({ kinds, state: this.own?.state, entry: applied, world: 'rehearsal' })
    this.own = { head: id, stream: this.own?.stream ?? id, position: entry.header.position, state: state as CaseState }
    return id
  }

  approve(proposal: string, person: string, role: string): string {
    const { what, values } = this.own!.state.proposals[proposal]!
    const said = { proposal, what, values, seen: this.own!.head }
    const given = { ...said, ...signApproval({ ...said, role }, secret(person)) }
    return this.append(person, 'approval.given', given as never, {}, role)
  }
}

function openCase(units = '100'): Chain {
  const chain = new Chain()
  chain.append('officer', 'case.opened', { note: 'x' })
  chain.append('officer', 'funded', { units })
  return chain
}

const unmet = (decision: Decision): readonly string[] =>
  decision.allowed ? [] : decision.refusal.unmet.map(({ rule }) => rule)
const payment = { units: '60', price: '1' }

describe('an action', () => {
  test('that nobody may do in this stage is refused by the order', () => {
    expect(unmet(new Chain().decide('officer', 'case.opened', { note: 'x' }))).toEqual([])
    expect(unmet(openCase().decide('officer', 'paid', payment))).toEqual(['approvals'])
    const again = openCase().decide('officer', 'case.opened', { note: 'x' })
    expect(again.allowed ? '' : again.refusal.message).toContain('expected a kind that does not open a stream again')
  })

  test('by a role that the actor does not hold, or that the step does not ask, is refused', () => {
    expect(unmet(new Chain().decide('officer', 'case.opened', { note: 'x' }, {}, 'head'))).toEqual(['roleOfStep'])
    expect(unmet(new Chain().decide('head', 'case.opened', { note: 'x' }))).toEqual(['roleOfStep'])
  })

  test('signed for something else is refused', () => {
    const { action } = new Chain().decide('officer', 'case.opened', { note: 'x' })
    const changed = { ...action, payload: { note: 'y' } }
    const decision = decide({
      kinds,
      rulebook,
      action: changed,
      recordedAt: '2026-03-02T01:00:00.000Z',
      own: undefined,
      surroundings,
    })
    expect(unmet(decision)).toEqual(['signed'])
  })

  test.each([
    ['a kind that does not exist', 'nothing', {}, 'no kind is called nothing.'],
    ['an unknown key', 'case.opened', { note: 'x', extra: 'y' }, 'must not have additional properties'],
    ['a missing key', 'case.opened', {}, 'must have required properties note'],
    [
      'a first entry that opens nothing',
      'funded',
      { units: '1' },
      'expected case.opened or case.accepted for the first entry',
    ],
  ])('with %s is refused before any rule', (_, kind, payload, message) => {
    const decision = new Chain().decide('officer', kind, payload as { [key: string]: Json })
    expect(decision.allowed ? '' : decision.refusal.message).toContain(message)
    expect(decision.allowed ? '' : decision.refusal.code).toBe('INPUT_INVALID')
  })

  test('dated after the store clock is refused; what is dated back keeps both times', () => {
    const later = new Chain().decide(
      'officer',
      'case.opened',
      { note: 'x' },
      { effectiveAt: '2026-03-02T01:00:00.001Z' },
    )
    expect(later.allowed).toBe(false)
    const before = new Chain().decide(
      'officer',
      'case.opened',
      { note: 'x' },
      { effectiveAt: '2026-03-01T00:00:00.000Z' },
    )
    expect(before.allowed && before.draft.header).toMatchObject({
      effectiveAt: '2026-03-01T00:00:00.000Z',
      recordedAt: '2026-03-02T01:00:00.000Z',
    })
  })

  test('decides to the same bytes each time', () => {
    const chain = openCase()
    const { action } = chain.decide('officer', 'funded', { units: '5' })
    const once = (): string =>
      JSON.stringify(
        decide({ kinds, rulebook, action, recordedAt: '2026-03-02T01:00:00.000Z', own: chain.own, surroundings }),
      )
    expect(once()).toBe(once())
  })
})

describe('what needs approval', () => {
  test('is refused without it, and done with it', () => {
    const chain = openCase()
    expect(unmet(chain.decide('officer', 'paid', payment))).toEqual(['approvals'])
    const proposal = chain.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    expect(unmet(chain.decide('officer', 'paid', payment, { proposal }))).toEqual(['approvals'])
    chain.approve(proposal, 'head', 'head')
    chain.append('officer', 'paid', payment, { proposal })
    expect(chain.own!.state.balances).toEqual({
      'assets:out CNY': '40',
      'equity:paid CNY': '60',
      'equity:seized CNY': '-100',
    })
    expect(chain.own!.state.proposals).toEqual({})
  })

  test('cannot be used for anything else than what was approved', () => {
    const chain = openCase()
    const proposal = chain.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    chain.approve(proposal, 'head', 'head')
    const decision = chain.decide('officer', 'paid', { ...payment, units: '61' }, { proposal })
    expect(decision.allowed ? '' : JSON.stringify(decision.refusal.unmet)).toContain('approved something else')
  })

  test('falls when a value that its guards read has changed, and stands when only the market moved', () => {
    const moved = openCase()
    const standing = moved.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    moved.approve(standing, 'head', 'head')
    moved.append('officer', 'funded', { units: '1' })
    expect(unmet(moved.decide('officer', 'paid', payment, { proposal: standing }))).toEqual([])
    const changed = openCase()
    changed.own = { ...changed.own!, state: { ...changed.own!.state, slices: {} } }
    const fallen = changed.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    changed.approve(fallen, 'head', 'head')
    changed.append('officer', 'funded', { units: '1' })
    const decision = changed.decide('officer', 'paid', payment, { proposal: fallen })
    expect(decision.allowed ? '' : JSON.stringify(decision.refusal.unmet)).toContain('have changed since')
  })

  test('is not approved by who proposed it, twice by one, or by a signature over another role', () => {
    const chain = openCase()
    const proposal = chain.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    expect(() => chain.approve(proposal, 'officer', 'officer')).toThrow(/notProposer/)
    chain.approve(proposal, 'head', 'head')
    expect(() => chain.approve(proposal, 'head', 'head')).toThrow(/notTwice/)
    const { what, values } = chain.own!.state.proposals[proposal]!
    const said = { proposal, what, values, seen: chain.own!.head }
    const given = { ...said, ...signApproval({ ...said, role: 'head' }, secret('second')) }
    expect(unmet(chain.decide('second', 'approval.given', given as never, {}, 'officer'))).toEqual(['signatureHolds'])
  })

  test('is withdrawn by its own people only, and then no longer stands', () => {
    const chain = openCase()
    const proposal = chain.append('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    expect(unmet(chain.decide('second', 'approval.withdrawn', { proposal, reason: 'x' }))).toEqual(['ownToWithdraw'])
    chain.append('officer', 'approval.withdrawn', { proposal, reason: 'x' })
    expect(() => chain.approve(proposal, 'head', 'head')).toThrow()
  })

  test('is refused when it is proposed, if more than approvals is missing', () => {
    const decision = openCase().decide('officer', 'proposal.made', {
      proposes: 'paid',
      payload: { ...payment, units: '101' },
    })
    expect(unmet(decision)).toEqual(['enough'])
  })
})

describe('the case', () => {
  test('keeps one person from both of two roles that the model holds apart', () => {
    const chain = openCase()
    expect(unmet(chain.decide('officer', 'funded', { units: '1' }, {}, 'keeper'))).toEqual(['roleOfStep', 'separation'])
  })

  test('under a hold does nothing but hear of it and lift it', () => {
    const chain = openCase()
    const hold = { hold: 'h', kind: 'stay', reason: 'court', lots: [], reviewOn: '2026-04-01', mayLift: 'psb' }
    chain.append('officer', 'hold.placed', hold as never)
    expect(unmet(chain.decide('officer', 'funded', { units: '1' }))).toEqual(['holds'])
    chain.append('officer', 'hold.lifted', { hold: 'h', reason: 'court' })
    expect(unmet(chain.decide('officer', 'funded', { units: '1' }))).toEqual([])
  })

  test('never gives a venue hold another reason than the one that all of them have', () => {
    const hold = {
      hold: 'h',
      kind: 'venue-hold',
      reason: 'report made',
      lots: [],
      reviewOn: '2026-04-01',
      mayLift: 'psb',
    }
    expect(unmet(openCase().decide('officer', 'hold.placed', hold as never))).toEqual(['reasonRestricted'])
  })

  test('cannot pay more than it holds', () => {
    const chain = openCase('50')
    const decision = chain.decide('officer', 'proposal.made', { proposes: 'paid', payload: payment })
    expect(decision.allowed ? '' : decision.refusal.message).toBe('assets:out would hold -10 of CNY')
  })
})

test('a document that was not handed in is named', () => {
  const reading = defineKind<{ paper: string }>({
    name: 'case.opened',
    stream: 'case',
    zones: ['onshore'],
    payload: Type.Object({ paper: Type.String() }),
    facts: { read: ({ payload, document }) => document(payload.paper).length > 0 },
    apply: (state) => state,
  })
  const paper = hashText('x')
  const action: Action = {
    id: '1',
    kind: 'case.opened',
    actor: { org: 'psb', person: 'officer', role: 'officer' },
    payload: { paper },
  }
  const decision = decide({
    kinds: listKinds([reading]),
    rulebook,
    action,
    recordedAt: '2026-03-02T01:00:00.000Z',
    own: undefined,
    surroundings,
  })
  expect(decision.allowed ? '' : decision.refusal.message).toBe(`document ${paper} was not handed in.`)
})
