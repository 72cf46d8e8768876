import { describe, expect, test } from 'vitest'
import { flaw } from '../src/core/flaws/flaw.ts'
import { offshoreKinds } from '../src/offshore/kinds.ts'
import { onshoreKinds } from '../src/onshore/kinds.ts'
import { type Fault, type Report, sortFaults } from './report.ts'
import { reportSections, reportText } from './reportText.ts'
import { verifyBundle } from './verifyBundle.ts'

const unreadable = verifyBundle({ bundle: 'not a bundle\n', kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })

const told: Report = {
  ...unreadable,
  holds: true,
  world: 'rehearsal',
  faults: [],
  keys: [
    {
      key: 'aa'.repeat(32),
      zone: 'z',
      use: 'log',
      holder: 'z',
      vouchedBy: 'psb',
      shownBy: 'document',
      vouching: 'stated',
      word: 'psb, call-back',
      document: 'ee'.repeat(32),
      from: '2026-01-01T00:00:00.000Z',
      signatures: 2,
      trusted: false,
    },
  ],
  packs: [
    {
      hash: 'bb'.repeat(32),
      id: 'cn',
      kind: 'law',
      publisher: 'the publisher',
      version: '1',
      zones: ['z'],
      decided: 3,
      trusted: false,
    },
  ],
  logs: [
    {
      zone: 'z',
      kind: 'onshore',
      origin: 'z.example/log',
      operator: 'z',
      hash: 'sha256',
      algorithms: ['ed25519'],
      size: 4,
      root: 'cc'.repeat(32),
      witnesses: [],
      unknownSignatures: [],
      independence: 'none',
    },
  ],
}

describe('the first words of a report', () => {
  test.each(['zh-CN', 'zh-HK', 'en'] as const)(
    'in %s: the answer, who vouches, which packs, which logs, what it does not prove',
    (language) => {
      const [answer, keys, packs, logs, unproved] = reportSections(told, language)
      expect(answer!.lines[0]).toContain('cn (the publisher)')
      expect(answer!.lines[1]).toContain('SANDBOX')
      expect(answer!.lines).toHaveLength(4)
      expect(keys!.lines[0]).toContain('psb')
      expect(keys!.lines[0]).toContain('ee'.repeat(32))
      expect(keys!.table!.rows[0]).toHaveLength(keys!.table!.head.length)
      expect(packs!.lines[0]).toContain('the publisher')
      expect(logs!.lines[0]).toContain('z.example/log')
      expect(unproved!.lines).toHaveLength(5)
    },
  )

  test.each([
    ['en', 'confirmed with the holder, as the administrators say (psb, by calling back)', /confirmed/g],
    ['zh-CN', '据管理员所述已向持有人核实 (psb，回拨电话)', /核实/g],
    ['zh-HK', '據管理員所述已向持有人核實 (psb，回撥電話)', /核實/g],
  ] as const)('in %s a confirmation of a key is told once', (language, said, word) => {
    const [key] = told.keys
    const confirmed = { ...told, keys: [{ ...key!, confirmation: { by: 'psb', how: 'call-back' } }] }
    const [, keys] = reportSections(confirmed, language)
    expect(keys!.lines[0]).toContain(said)
    expect([keys!.lines[0]!.match(word)?.length, keys!.table!.rows[0]![2]!.match(word)?.length]).toEqual([1, 1])
  })

  test('who was asked beside a certificate is told with it', () => {
    const [key] = told.keys
    const certified = { ...told, keys: [{ ...key!, vouching: 'certificate' as const, word: 'ab'.repeat(32) }] }
    expect(reportSections(certified, 'en')[1]!.lines[0]).toContain('), not confirmed out of band, no certificate')
  })

  test('packs that were named from outside are not told as unproved', () => {
    const known = { ...told, packs: told.packs.map((pack) => ({ ...pack, trusted: true })) }
    expect(reportSections(known, 'en')[0]!.lines[0]).toContain('SANDBOX')
    expect(reportText(known, 'en')).not.toContain('NOT PROVED')
  })

  test('every posting and rule is there for paper, the first of them for a terminal', () => {
    const posting = { zone: 'z', entry: 'ff'.repeat(32), kind: 'deposit.received', at: '2026-03-02T01:00:00.000Z', account: 'assets:x', asset: 'CNY', units: '-5' } // biome-ignore format: one row
    const title = { 'zh-CN': '立案', 'zh-HK': '立案', en: 'Filed first' }
    const rules = [{ rule: 'CN-1', pack: 'cn', title, source: 'MPS-159 art 1', entries: 2 }]
    const long: Report = { ...told, postings: Array.from({ length: 70 }, () => posting), rules }
    const whole = reportSections(long, 'en', { whole: true })
    const table = whole.find(({ title: of }) => of === 'Every posting')!.table!
    expect([table.rows.length, table.rows[0]!.at(-1)]).toEqual([70, '-5'])
    expect(whole.find(({ title: of }) => of === 'Rules that were applied')!.table!.rows).toEqual([
      ['CN-1', 'Filed first', 'cn', 'MPS-159 art 1', '2'],
    ])
    expect(reportText(long, 'en')).toContain('10 more')
  })

  test('a bundle that withholds is said to hold as far as it is shown', () => {
    const cut = { ...told, counts: { ...told.counts, entries: 9, replayed: 7 } }
    expect(reportText(cut, 'en')).toContain('7 of 9 entries were decided again')
    expect(reportText(cut, 'zh-CN')).toContain('9 条记录中 7 条')
  })

  test('a file that is no bundle is said to be none, with its line', () => {
    expect(unreadable).toMatchObject({ holds: false, world: 'unknown', faults: [{ kind: 'form', line: 1 }] })
    expect(reportText(unreadable, 'en')).toContain('not a bundle [line 1]')
  })
})

describe('the order of faults', () => {
  const fault = (kind: Fault['kind'], more: Partial<Fault> = {}): Fault => ({
    kind,
    name: kind,
    flaw: flaw('BUNDLE_ENTRY'),
    message: '',
    ...more,
  })

  test('a meaning goes before what needs a key, and that before the checksum', () => {
    const sorted = sortFaults([
      fault('digest'),
      fault('checkpoint'),
      fault('chain'),
      fault('guard', { recordedAt: '2' }),
    ])
    expect(sorted.map(({ kind }) => kind)).toEqual(['guard', 'chain', 'checkpoint', 'digest'])
  })

  test('the earlier in time goes first, a document before all', () => {
    const sorted = sortFaults([
      fault('guard', { recordedAt: '2' }),
      fault('price', { recordedAt: '1' }),
      fault('document'),
    ])
    expect(sorted.map(({ kind }) => kind)).toEqual(['document', 'price', 'guard'])
  })

  test('what may follow from another change goes after all changes', () => {
    const sorted = sortFaults([
      fault('signature', { recordedAt: '2', follows: true }),
      fault('posting', { recordedAt: '3' }),
      fault('guard', { recordedAt: '1' }),
    ])
    expect(sorted.map(({ kind }) => kind)).toEqual(['guard', 'posting', 'signature'])
  })

  test('what has no change before it follows from nothing, and is the change itself', () => {
    const sorted = sortFaults([
      fault('signature', { recordedAt: '1', follows: true }),
      fault('guard', { recordedAt: '2' }),
    ])
    expect(sorted.map(({ kind, follows }) => [kind, follows])).toEqual([
      ['signature', undefined],
      ['guard', undefined],
    ])
  })

  test.each([
    [4, 7, ['signature', 'guard']],
    [9, 7, ['guard', 'signature']],
  ])('in one log the place decides and not the clock: %i beside %i', (signature, guard, kinds) => {
    const recordedAt = '1'
    const sorted = sortFaults([
      fault('guard', { recordedAt, zone: 'z', index: guard }),
      fault('signature', { recordedAt, zone: 'z', index: signature, follows: true }),
    ])
    expect(sorted.map(({ kind }) => kind)).toEqual(kinds)
  })
})
