import { countersignAction, signAction, signApproval } from '../../src/core/case/action.ts'
import type { Action, Subject } from '../../src/core/case/kind.ts'
import type { Refusal } from '../../src/core/case/refusal.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import type { Entry } from '../../src/core/record/entry.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { actionOfAct, type ZoneAct } from '../../src/core/zone/acts.ts'
import { administrators, personKey, personOf } from './cast.ts'
import { askSignedIn } from './signedIn.ts'

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
  /** Where the kind prescribes the id of its action; else one is made. */
  readonly id?: string
  readonly by: string
  readonly kind: string
  readonly payload: { readonly [key: string]: unknown }
  readonly subject?: Subject
  readonly documents?: readonly string[]
  readonly effectiveAt?: string
  readonly proposal?: string
}

const unreachableMsMax = 300_000

/** What a zone answered. */
export interface Reply {
  readonly ok: boolean
  readonly status: number
  readonly body: string
}

/** How a zone is asked: over HTTP, or in the same process where zones are simulated. */
export type Ask = (path: string, init?: RequestInit) => Promise<Reply>

/**
 * Asks over HTTP, and again while the zone cannot be reached: it may be starting again. Safe for all that is sent here: an action is done once under its
 * id, a document stands under its hash, and time is told, not added.
 */
export function askOverHttp(url: string): Ask {
  return async (path, init = {}) => {
    const until = Date.now() + unreachableMsMax
    for (;;) {
      try {
        const response = await fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(30_000) })
        return { ok: response.ok, status: response.status, body: await response.text() }
      } catch (error) {
        if (Date.now() > until) throw new TypeError(`the zone at ${url} cannot be reached`, { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }
}

/** What the rehearsal's people do at one zone, each with a key of their own. */
export interface EntryShown {
  readonly id: string
  readonly index?: number
  readonly entry: Entry
}

export class ZoneClient {
  readonly url: string
  readonly #seed: string
  readonly #ask: Ask
  #case: string | undefined
  #zone: string | undefined
  #count = 0
  #reader: string = administrators[0]

  constructor(url: string, seed: string, ask: Ask = askOverHttp(url)) {
    this.url = url
    this.#seed = seed
    this.#ask = askSignedIn({ ask, seed, reader: () => this.#reader })
  }

  /** Who reads from here on; at first an administrator, who founds the zone. */
  readAs(person: string): void {
    this.#reader = person
  }

  get caseId(): string {
    if (this.#case === undefined) throw new TypeError('the case is not open in this zone yet')
    return this.#case
  }

  set caseId(stream: string) {
    this.#case = stream
  }

  async get<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T
  }

  async text(path: string): Promise<string> {
    const { ok, status, body } = await this.#ask(path)
    if (!ok) throw new TypeError(`${path}: ${status} ${body}`)
    return body
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const text = typeof body === 'string'
    const response = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': text ? 'text/plain' : 'application/json' },
      body: text ? body : JSON.stringify(body),
    })
    const answer = JSON.parse(response.body) as T & { refusal?: Refusal; detail?: string }
    if (response.ok) return answer
    if (answer.refusal !== undefined) throw new Refused(answer.refusal)
    throw new TypeError(`${path}: ${response.status} ${answer.detail ?? ''}`)
  }

  async document(text: string): Promise<string> {
    return (await this.post<{ sha256: string }>('/api/documents', text)).sha256
  }

  state(): Promise<{
    readonly head: string
    readonly state: CaseState
    readonly children: readonly { readonly id: string; readonly kind: string; readonly state: Json }[]
  }> {
    return this.get(`/api/cases/${this.caseId}`)
  }

  entries(): Promise<readonly EntryShown[]> {
    return this.entriesOf(this.caseId)
  }

  /** All entries of a case, of a child of it, or of a stream of the zone's own, page by page. `query` narrows them: `kind=order.placed`. */
  async entriesOf(stream: string, query = ''): Promise<readonly EntryShown[]> {
    const rows: EntryShown[] = []
    for (let after = ''; ; ) {
      const path = `/api/cases/${stream}/entries?limit=500${query === '' ? '' : `&${query}`}${after}`
      const page = await this.get<{ readonly rows: readonly EntryShown[]; readonly next?: number }>(path)
      rows.push(...page.rows)
      if (page.next === undefined) return rows
      after = `&after=${page.next}`
    }
  }

  /** An act of the zone's administration: two administrators sign each. */
  async found(kind: string, payload: Doing['payload'], documents: readonly string[] = []): Promise<Done> {
    const [first, second] = administrators
    const action = {
      id: `found:${this.#count++}:${kind}`,
      kind,
      actor: { org: 'administration', person: first, role: 'administrator' },
      payload: payload as { [key: string]: Json },
      documents,
      zone: await this.zoneId(),
    }
    const signed = signAction(action, personKey(this.#seed, first).secretKey)
    return this.post('/api/actions', { action: countersignAction(signed, personKey(this.#seed, second).secretKey) })
  }

  /** Somebody acts in the zone's own streams, outside of any case. */
  async ofZone(by: string, act: ZoneAct): Promise<Done> {
    const { org, roles } = personOf(by)
    const action = actionOfAct(await this.zoneId(), { org, person: by, role: roles[0]! }, act)
    return this.post('/api/actions', { action: signAction(action, personKey(this.#seed, by).secretKey) })
  }

  /** Somebody acts, signed with their own key. */
  async act(doing: Doing): Promise<Done> {
    const action = await this.#action(doing)
    const signed = signAction(action, personKey(this.#seed, doing.by).secretKey)
    const done = await this.post<Done>('/api/actions', {
      action: signed,
      ...(this.#case === undefined ? {} : { stream: this.#case }),
    })
    this.#case ??= done.stream
    return done
  }

  /** Somebody acts on a child stream of the case; without one, a stream of theirs begins. */
  async onChild(stream: string | undefined, doing: Doing): Promise<Done> {
    const action = { ...(await this.#action(doing)), stream: stream ?? this.caseId }
    const signed = signAction(action, personKey(this.#seed, doing.by).secretKey)
    const place = stream === undefined ? { parent: this.caseId } : { stream }
    return this.post('/api/actions', { action: signed, ...place })
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
    const { state, head: seen } = await this.state()
    const standing = state.proposals[proposal]
    if (standing === undefined) throw new TypeError(`proposal ${proposal} does not stand`)
    const { what, values } = standing
    const role = personOf(by).roles[0]!
    const { key, signature } = signApproval({ proposal, what, values, role, seen }, personKey(this.#seed, by).secretKey)
    await this.act({
      by,
      kind: 'approval.given',
      payload: { proposal, what, values, seen, key, signature },
      ...(subject === undefined ? {} : { subject }),
    })
  }

  /** Of this zone, as it says of itself: part of what is signed. */
  async zoneId(): Promise<string> {
    this.#zone ??= (await this.get<{ zone: string }>('/api/zone')).zone
    return this.#zone
  }

  async #action({ id, by, kind, payload, subject, documents, effectiveAt, proposal }: Doing): Promise<Action> {
    const { org, roles } = personOf(by)
    return {
      zone: await this.zoneId(),
      ...(this.#case === undefined ? {} : { stream: this.#case }),
      id: id ?? `${by}:${this.#count++}:${kind}`,
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
