import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  labelOf,
  mayBecomePack,
  moveNotice,
  type Notice,
  type NoticeEvent,
  type Notices,
  statusOf,
} from '../../src/core/rules/notices.ts'
import { cn, decide, factsMet } from './packs.ts'

const { notices } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../packs/notices/notices.json'), 'utf8'),
) as Notices
const rumour = notices.find((notice) => notice.id === 'rumour-2025-new-ban')!
const real = notices.find((notice) => notice.id === 'vc-2026')!
const hash = 'a'.repeat(64)
const move = (notice: Notice, event: Omit<NoticeEvent, 'by'>) => moveNotice(notice, { by: 'legal-affairs', ...event })
const moved = (notice: Notice, event: Omit<NoticeEvent, 'by'>): Notice => {
  const result = move(notice, event)
  if (!result.ok) throw new TypeError(result.reason)
  return result.notice
}

describe('the new ban of 2025 beside the notice of February 2026', () => {
  test('is shown as what it is', () => {
    expect(labelOf(rumour, '2026-11-24', 'en')).toBe(
      'Rumour: China is to ban the holding of virtual currency altogether (unconfirmed: it changes no rule)',
    )
    expect(labelOf(rumour, '2026-11-24', 'zh-HK')).toBe('傳聞：內地將全面禁止持有虛擬貨幣 (未經證實，不改變任何規則)')
    expect(statusOf(real, '2026-02-05')).toBe('unconfirmed')
    expect(statusOf(real, '2026-02-06')).toBe('reported')
  })
  test('changes nothing: custody in June 2025 is decided as in May', () => {
    const ask = (at: string) =>
      decide({ packs: [cn], zone: 'onshore', kind: 'custody.secured', facts: factsMet('custody.secured'), at })
    expect(ask('2025-06-02T02:00:00.000Z')).toEqual(ask('2025-05-02T02:00:00.000Z'))
  })
  test('cannot become a pack, whoever approves', () => {
    const ask = {
      notice: rumour,
      on: '2026-11-24',
      proposedBy: 'p1',
      approvals: ['p2', 'p3', 'p4'],
      documentHeld: () => true,
    }
    expect(mayBecomePack(ask)).toEqual({ ok: false, reason: 'the notice is unconfirmed' })
  })
})

describe('a notice moves only by its ways', () => {
  test.each<[string, Notice, Omit<NoticeEvent, 'by'>, string]>([
    [
      'confirmed without the text',
      real,
      { status: 'confirmed', on: '2026-02-07' },
      "confirmed needs the hash of the issuer's own text",
    ],
    [
      'confirmed by a hash that is none',
      real,
      { status: 'confirmed', on: '2026-02-07', document: 'abc' },
      "confirmed needs the hash of the issuer's own text",
    ],
    [
      'superseded before it is confirmed',
      real,
      { status: 'superseded', on: '2026-02-07', supersededBy: 'x' },
      'reported does not become superseded',
    ],
    [
      'dated back',
      real,
      { status: 'confirmed', on: '2026-02-05', document: hash },
      '2026-02-05 lies before 2026-02-06',
    ],
    ['reported again', real, { status: 'reported', on: '2026-02-08' }, 'reported does not become reported'],
    [
      'superseded by itself',
      moved(real, { status: 'confirmed', on: '2026-02-07', document: hash }),
      { status: 'superseded', on: '2026-03-01', supersededBy: 'vc-2026' },
      'superseded needs the notice that takes its place',
    ],
    [
      'confirmed after it was refuted',
      moved(rumour, { status: 'refuted', on: '2025-07-01' }),
      { status: 'confirmed', on: '2025-08-01', document: hash },
      'refuted does not become confirmed',
    ],
  ])('%s: refused', (_, notice, event, reason) => {
    expect(move(notice, event)).toEqual({ ok: false, reason })
  })
})

describe('a confirmed notice becomes a pack', () => {
  const confirmed = moved(real, { status: 'confirmed', on: '2026-02-07', document: hash })
  const ask = {
    notice: confirmed,
    on: '2026-02-08',
    proposedBy: 'p1',
    approvals: ['p2', 'p3'],
    documentHeld: (sha256: string) => sha256 === hash,
  }
  test.each<[string, Partial<typeof ask>, unknown]>([
    ['with two approvals and its text', {}, { ok: true, document: hash }],
    ['not on the day before it was confirmed', { on: '2026-02-06' }, { ok: false, reason: 'the notice is reported' }],
    [
      'not with the proposer among two',
      { approvals: ['p1', 'p2'] },
      { ok: false, reason: 'two approvals by others than the proposer, found 1' },
    ],
    [
      'not with one person twice',
      { approvals: ['p2', 'p2'] },
      { ok: false, reason: 'two approvals by others than the proposer, found 1' },
    ],
    ['not without its text', { documentHeld: () => false }, { ok: false, reason: "the issuer's text is not on file" }],
  ])('%s', (_, change, expected) => {
    expect(mayBecomePack({ ...ask, ...change })).toEqual(expected)
  })
})
