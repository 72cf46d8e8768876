import { countersignAction, signAction, signApproval } from '../../src/core/case/action.ts'
import type { Action, Subject } from '../../src/core/case/kind.ts'
import type { Refusal } from '../../src/core/case/refusal.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { administrators, personKey, personOf } from './cast.ts'

/** A refusal, as the people of the rehearsal meet it. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(`${refusal.kind}: ${refusal.message}`)
    this.refusal = refusal
  }
}

export interface Done {
  readonly entry: string
  readonly stream: string
}

export interface Doing {
  readonly by: string
  readonly kind: string
  readonly payload: { readonly [key: string]: unknown }
  readonly subject?: Subject
  readonly documents?: readonly string[]
  readonly effectiveAt?: string
  readonly proposal?: string
}

/** What the rehearsal's people do at one zone: over HTTP, each with a key of their own. */
export class ZoneClient {
  readonly url: string
  readonly #seed: string
  #case: string | undefined
  #count = 0

  constructor(url: string, seed: string) {
    this.url = url
    this.#seed = seed
  }

  get caseId(): string {
    if (this.#case === undefined) throw new TypeError('the case is not open in this zone yet')
    return this.#case
  }

  set caseId(stream: string) {
    this.#case = stream
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(30_000) })
    if (!response.ok) throw new TypeError(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as T
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const text = typeof body === 'string'
    const response = await fetch(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': text ? 'text/plain' : 'application/json' },
      body: text ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    })
    const answer = (await response.json()) as T & { refusal?: Refusal; detail?: string }
    if (response.ok) return answer
    if (answer.refusal !== undefined) throw new Refused(answer.refusal)
    throw new TypeError(`${path}: ${response.status} ${answer.detail ?? ''}`)
  }

  async document(text: string): Promise<string> {
    return (await this.post<{ sha256: string }>('/api/documents', text)).sha256
  }

  state(): Promise<{
    readonly state: CaseState
    readonly children: readonly { readonly id: string; readonly kind: string; readonly state: Json }[]
  }> {
    return this.get(`/api/cases/${this.caseId}`)
  }

  entries(): Promise<readonly { readonly id: string; readonly index?: number; readonly entry: Entry }[]> {
    return this.get(`/api/cases/${this.caseId}/entries`)
  }

  /** An act of the zone's administration: two administrators sign each. */
  found(kind: string, payload: Doing['payload'], documents: readonly string[] = []): Promise<Done> {
    const [first, second] = administrators
    const action = {
      id: `found:${this.#count++}:${kind}`,
      kind,
      actor: { org: 'administration', person: first, role: 'administrator' },
      payload: payload as { [key: string]: Json },
      documents,
    }
    const signed = signAction(action, personKey(this.#seed, first).secretKey)
    return this.post('/api/actions', { action: countersignAction(signed, personKey(this.#seed, second).secretKey) })
  }

  /** Somebody acts, signed with their own key. */
  async act(doing: Doing): Promise<Done> {
    const action = this.#action(doing)
    const signed = signAction(action, personKey(this.#seed, doing.by).secretKey)
    const done = await this.post<Done>('/api/actions', {
      action: signed,
      ...(this.#case === undefined ? {} : { stream: this.#case }),
    })
    this.#case ??= done.stream
    return done
  }

  /** Proposed by one, approved by others, done by the first. */
  async approved(doing: Doing, approvers: readonly string[]): Promise<Done> {
    const { kind, payload, ...rest } = doing
    const proposal = await this.act({ ...rest, kind: 'proposal.made', payload: { proposes: kind, payload } })
    for (const approver of approvers) await this.#approve(proposal.entry, approver, doing.subject)
    return this.act({ ...doing, proposal: proposal.entry })
  }

  /** An approver reads what is proposed and signs its digest. */
  async #approve(proposal: string, by: string, subject: Subject | undefined): Promise<void> {
    const { state } = await this.state()
    const standing = state.proposals[proposal]
    if (standing === undefined) throw new TypeError(`proposal ${proposal} does not stand`)
    const { what, values } = standing
    const role = personOf(by).roles[0]!
    const { key, signature } = signApproval({ proposal, what, values, role }, personKey(this.#seed, by).secretKey)
    await this.act({
      by,
      kind: 'approval.given',
      payload: { proposal, what, values, key, signature },
      ...(subject === undefined ? {} : { subject }),
    })
  }

  #action({ by, kind, payload, subject, documents, effectiveAt, proposal }: Doing): Action {
    const { org, roles } = personOf(by)
    return {
      id: `${by}:${this.#count++}:${kind}`,
      kind,
      actor: { org, person: by, role: roles[0]! },
      payload: payload as { [key: string]: Json },
      subject: subject ?? {},
      documents: documents ?? [],
      ...(effectiveAt === undefined ? {} : { effectiveAt }),
      ...(proposal === undefined ? {} : { proposal }),
    }
  }
}
