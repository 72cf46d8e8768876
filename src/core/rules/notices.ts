import type { Language, Texts } from './pack.ts'

/** What is heard about policy, with where it was heard and how sure it is. A notice changes nothing by itself. */
export interface Notice {
  readonly id: string
  readonly title: Texts
  readonly kind: 'rumour' | 'press-report' | 'issuer-text'
  readonly claimedIssuer: string
  readonly heardOn: string
  readonly claims: readonly (Texts & { readonly id: string })[]
  readonly sources: readonly { readonly what: string; readonly on: string; readonly confidence: 'H' | 'M' | 'L' }[]
  readonly links: readonly { readonly to: string; readonly relation: string }[]
  readonly events: readonly NoticeEvent[]
}

export interface Notices {
  readonly format: 'sluice/notices/1'
  readonly notices: readonly Notice[]
}

export type NoticeStatus = 'unconfirmed' | 'reported' | 'confirmed' | 'superseded' | 'refuted'

export interface NoticeEvent {
  readonly status: Exclude<NoticeStatus, 'unconfirmed'>
  readonly on: string
  /** Who moved it, by role. */
  readonly by: string
  /** SHA-256 of the issuer's own text: only this confirms. */
  readonly document?: string
  /** The notice that takes its place. */
  readonly supersededBy?: string
  readonly note?: string
}

/** Where each status may go. What was refuted or superseded stays so: a new text is a new notice. */
const ways: Readonly<Record<NoticeStatus, readonly NoticeStatus[]>> = {
  unconfirmed: ['reported', 'confirmed', 'refuted'],
  reported: ['confirmed', 'refuted'],
  confirmed: ['superseded'],
  superseded: [],
  refuted: [],
}

export interface Refused {
  readonly ok: false
  readonly reason: string
}

/** The status on a day. Events after it do not count. @example statusOf(notice, '2026-02-06') // 'reported' */
export function statusOf(notice: Notice, on: string): NoticeStatus {
  return notice.events.filter((event) => event.on <= on).reduce<NoticeStatus>((_, event) => event.status, 'unconfirmed')
}

/**
 * Moves a notice on, or says why not. To confirm needs the hash of the issuer's own text; to supersede, the notice that takes its place.
 *
 * @example moveNotice(notice, { status: 'confirmed', on: '2026-02-07', by: 'legal-affairs', document })
 */
export function moveNotice(
  notice: Notice,
  event: NoticeEvent,
): { readonly ok: true; readonly notice: Notice } | Refused {
  const last = notice.events.at(-1)
  const status = last?.status ?? 'unconfirmed'
  if (event.on < (last?.on ?? notice.heardOn))
    return { ok: false, reason: `${event.on} lies before ${last?.on ?? notice.heardOn}` }
  if (!ways[status].includes(event.status)) return { ok: false, reason: `${status} does not become ${event.status}` }
  if (event.status === 'confirmed' && !/^[0-9a-f]{64}$/.test(event.document ?? '')) {
    return { ok: false, reason: "confirmed needs the hash of the issuer's own text" }
  }
  if (event.status === 'superseded' && (event.supersededBy === undefined || event.supersededBy === notice.id)) {
    return { ok: false, reason: 'superseded needs the notice that takes its place' }
  }
  return { ok: true, notice: { ...notice, events: [...notice.events, event] } }
}

/**
 * Whether a notice may become a pack: confirmed by its issuer, its text on file, and approved by two persons, neither of whom proposed it.
 *
 * @example mayBecomePack({ notice, on, proposedBy: 'p1', approvals: ['p2', 'p3'], documentHeld: (sha256) => held.has(sha256) }).ok
 */
export function mayBecomePack(parameters: {
  readonly notice: Notice
  readonly on: string
  readonly proposedBy: string
  readonly approvals: readonly string[]
  readonly documentHeld: (sha256: string) => boolean
}): { readonly ok: true; readonly document: string } | Refused {
  const { notice, on, proposedBy, approvals, documentHeld } = parameters
  const status = statusOf(notice, on)
  if (status !== 'confirmed') return { ok: false, reason: `the notice is ${status}` }
  const document = notice.events.find((event) => event.status === 'confirmed')?.document ?? ''
  if (!documentHeld(document)) return { ok: false, reason: "the issuer's text is not on file" }
  const others = new Set(approvals.filter((person) => person !== proposedBy))
  if (others.size < 2) return { ok: false, reason: `two approvals by others than the proposer, found ${others.size}` }
  return { ok: true, document }
}

const words: Readonly<Record<NoticeStatus, Texts>> = {
  unconfirmed: {
    'zh-CN': '未经证实，不改变任何规则',
    'zh-HK': '未經證實，不改變任何規則',
    en: 'unconfirmed: it changes no rule',
  },
  reported: {
    'zh-CN': '已有报道，未经发布机关确认',
    'zh-HK': '已有報道，未經發布機關確認',
    en: 'reported, not confirmed by its issuer',
  },
  confirmed: { 'zh-CN': '发布机关已确认', 'zh-HK': '發布機關已確認', en: 'confirmed by its issuer' },
  superseded: { 'zh-CN': '已被取代', 'zh-HK': '已被取代', en: 'superseded' },
  refuted: { 'zh-CN': '已被否认', 'zh-HK': '已被否認', en: 'refuted' },
}

/** How a notice is shown everywhere: its title and, never without it, its status. @example labelOf(notice, on, 'en') */
export function labelOf(notice: Notice, on: string, language: Language): string {
  return `${notice.title[language]} (${words[statusOf(notice, on)][language]})`
}
