import Type from 'typebox'
import { keyInForce } from '../case/directory.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from '../case/kind.ts'
import { closed, date, documentHash, id, list, note, type Of, oneOf, optional, text } from '../case/shapes.ts'
import { moveNotice, type Notice, type NoticeEvent } from '../rules/notices.ts'
import type { Packs } from './packsState.ts'

const zones = ['onshore', 'offshore'] as const
const texts = closed({ 'zh-CN': text, 'zh-HK': text, en: text })

const heardShape = closed({
  notice: id,
  title: texts,
  kind: oneOf(['rumour', 'press-report', 'issuer-text']),
  claimedIssuer: note,
  heardOn: date,
  claims: list(closed({ id, 'zh-CN': text, 'zh-HK': text, en: text }), 20),
  sources: list(closed({ what: note, on: date, confidence: oneOf(['H', 'M', 'L']) }), 20),
  links: Type.Array(closed({ to: id, relation: id }), { maxItems: 20 }),
})

/** People of the directory whose keys signed. */
function signedBy<P>({ signers, directory, recordedAt }: FactInput<P, Packs>): readonly string[] {
  const enrolled = directory()
  const people = signers.flatMap((key) => {
    const holder = enrolled.keys[key]?.holder ?? administratorOf(enrolled.administrators, key)
    const known =
      holder !== undefined &&
      (enrolled.administrators[holder] === key ||
        (enrolled.people[holder] !== undefined && keyInForce(enrolled, key, holder, recordedAt)))
    return known ? [holder] : []
  })
  return [...new Set(people)].sort()
}

function administratorOf(administrators: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.entries(administrators).find(([, each]) => each === key)?.[0]
}

function signaturesOf<P>(input: FactInput<P, Packs>, needed: number) {
  const people = signedBy(input)
  return verdict(people.length >= needed, people.join(', ') || 'nobody', `${needed} of the directory`)
}

const noticesOf = (state: Packs | undefined): readonly Notice[] => state?.notices ?? []

/** What is heard about policy is kept with where it was heard. It is unconfirmed, and changes no rule. */
const noticeHeard = defineKind<Of<typeof heardShape>, Packs>({
  name: 'notice.heard',
  stream: 'packs',
  zones,
  payload: heardShape,
  facts: {
    signatures: (input) => signaturesOf(input, 1),
    newNotice: ({ payload, state }) =>
      verdict(
        !noticesOf(state()).some((notice) => notice.id === payload.notice),
        payload.notice,
        'a notice not kept yet',
      ),
  },
  apply: (state, { payload }) => {
    const { notice, ...rest } = payload
    return {
      ...state,
      notices: [...noticesOf(state), { id: notice, ...(rest as Omit<Notice, 'id' | 'events'>), events: [] }],
    }
  },
})

const movedShape = closed({
  notice: id,
  status: oneOf(['reported', 'confirmed', 'superseded', 'refuted']),
  on: date,
  /** The issuer's own text: only this confirms. */
  document: optional(documentHash),
  supersededBy: optional(id),
  note: optional(note),
})

type Moved = Of<typeof movedShape>

function eventOf(payload: Moved, by: string): NoticeEvent {
  const { notice: _, ...event } = payload
  return { ...(event as Omit<NoticeEvent, 'by'>), by }
}

const noticeMoved = defineKind<Moved, Packs>({
  name: 'notice.moved',
  stream: 'packs',
  zones,
  payload: movedShape,
  facts: {
    signatures: (input) => signaturesOf(input, input.payload.status === 'confirmed' ? 2 : 1),
    wayOpen: ({ payload, state, actor }) => {
      const notice = noticesOf(state()).find((each) => each.id === payload.notice)
      if (notice === undefined) return verdict(false, 'no such notice', 'a notice that is kept')
      const moved = moveNotice(notice, eventOf(payload, actor.role))
      return verdict(moved.ok, moved.ok ? payload.status : moved.reason, 'a status that follows the one before')
    },
    issuersText: ({ payload, documents }) =>
      payload.status !== 'confirmed' || (payload.document !== undefined && documents.includes(payload.document)),
  },
  apply: (state, { payload, actor }) => ({
    ...state,
    notices: noticesOf(state).map((notice) =>
      notice.id === payload.notice ? { ...notice, events: [...notice.events, eventOf(payload, actor.role)] } : notice,
    ),
  }),
})

export const noticeKinds: readonly AnyKind[] = [noticeHeard, noticeMoved]
