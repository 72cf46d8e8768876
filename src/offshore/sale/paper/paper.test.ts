import { expect, test } from 'vitest'
import type { DisposalPlan } from '../plan/disposalPlan.ts'
import type { SalePlan } from '../sale.ts'
import type { SaleReport } from '../tca/saleReport.ts'
import { grouped } from './figures.ts'
import { paperHtml } from './html.ts'
import { paperMarkdown } from './markdown.ts'
import { type SalePaperParameters, salePaper } from './salePaper.ts'
import { paperLanguages } from './texts.ts'

const part = {
  units: '110000000',
  gross: '71234.50',
  fees: '104.40',
  net: '71130.10',
  average: '64758.64',
  liquidityBps: '5.60',
  feesBps: '14.77',
  marketBps: '-3.00',
  costBps: '20.37',
}
const forecast = { minutes: 30, costBpsE2: 2007, lowBpsE2: 1389, highBpsE2: 2397, riskBpsE2: 2083 }
const sale: SalePaperParameters = {
  world: 'rehearsal',
  caseName: 'SANDBOX|<img src=x>_1',
  zone: 'sandbox-offshore',
  planHash: 'b'.repeat(64),
  reportHash: 'c'.repeat(64),
  entry: 'd'.repeat(64),
  recomputed: true,
  log: { origin: 'sandbox.example/offshore', size: 296, root: 'e'.repeat(64) },
  plan: {
    tranche: 'A/1',
    asset: 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0',
    currency: 'USD',
    floor: '62465.01',
    agreed: 'a'.repeat(64),
    participationCapPpm: '100000',
    execution: { stepMaxPpm: 250_000 },
    deadline: '2026-03-02T09:38:00.000Z',
    method: '变卖',
  } as unknown as SalePlan,
  disposal: {
    forecast,
    frontier: [60, 1440, 4320].map((minutes) => ({ ...forecast, minutes, costBpsE2: 1781 })),
    channels: [{ channel: 'books', kind: 'book', costBpsE2: 2007, riskBpsE2: 2083, chargedBpsE2: 2215 }],
    safeUnits: '120320000',
    shortestMinutes: 28,
    said: { 'zh-CN': '计划', 'zh-HK': '計劃', en: 'The plan.' },
    tranches: [{ tranche: 'A/1', allocation: [{ platform: 'venue-a', units: '110000000', test: '0' }], slices: [] }],
  } as unknown as DisposalPlan,
  report: {
    ...part,
    tranche: 'A/1',
    evidence: 'f'.repeat(64),
    currency: 'USD',
    from: '2026-03-02T03:38:00.000Z',
    to: '2026-03-02T04:06:00.000Z',
    arrivalMid: '64800.00',
    intervalMid: '64790.00',
    againstIntervalBps: '4.84',
    shortfallBps: '17.37',
    unsold: '0',
    floor: '62465.01',
    lowest: '64700.00',
    forecast: { ...forecast, within: true },
    byVenue: [{ ...part, platform: 'venue-a' }],
    looks: [
      { at: '', slice: 1, mid: '64800.00', units: '1', average: '64790.00' },
      { at: '', slice: 1, mid: '64790.00', units: '0' },
    ],
    alternatives: [
      { way: 'actual', units: '110000000', net: '71130.10', costBps: '20.37' },
      { way: 'dump', units: '110000000', net: '71000.00', costBps: '26.31' },
    ],
  } as unknown as SaleReport,
}

test.each(paperLanguages)(
  'in %s a page says why, what it should cost, what it did, what else it would have',
  (language) => {
    const text = paperMarkdown(salePaper(sale, language))
    for (const figure of [
      '20.07',
      '13.89 – 23.97',
      '20.37',
      '26.31',
      '17.81',
      '64,758.64 USD',
      '1.1 BTC',
      'c'.repeat(64),
    ])
      expect(text).toContain(figure)
    expect(text).toContain('SANDBOX')
    expect(text.trimEnd().split('\n').at(-1)).toMatch(/Sluice.*c{64}$/)
  },
)

test('where trades were recorded, a page says their VWAP, our part against the cap, and what the record of them lacks', () => {
  const tape = {
    vwap: '64780.00',
    againstVwapBps: '3.30',
    volume: '1300000000',
    participationPpm: 104_600,
    capPpm: 100_000,
    withinCap: false,
    byVenue: [{ platform: 'venue-a', coveredPpm: 870_000, ownSeen: false }],
  }
  const report = { ...sale.report, tape } as unknown as SaleReport
  const text = paperMarkdown(salePaper({ ...sale, report }, 'en'))
  expect(text).toContain('64,780.00 USD (3.30 bps)')
  expect(text).toContain(
    '10.46 % \\> 10 %: above the cap; ours of all that was traded (13 BTC); venue-a: 87 % recorded; venue-a: our own trades are missing from it',
  )
  expect(paperMarkdown(salePaper(sale, 'en'))).not.toContain('VWAP')
})

test('nothing from outside becomes a tag, a cell or a link, and the page runs and loads nothing', () => {
  const papers = paperLanguages.map((language) => salePaper(sale, language))
  const html = paperHtml(papers)
  expect(html).not.toMatch(/<img|<script|<[^>]*(?:src|href)=|url\(/i)
  expect(html).toContain("default-src 'none'")
  expect(html.match(/<article lang=/g)).toHaveLength(3)
  expect(paperMarkdown(papers[2]!)).toContain('SANDBOX\\|\\<img src=x\\>\\_1')
})

test('figures that differ from the record are called so, in bold', () => {
  expect(paperMarkdown(salePaper({ ...sale, recomputed: false }, 'en'))).toContain(
    '**Warning: the figures computed again are not those of the report in the record.**',
  )
})

test('a real sale says nothing of a rehearsal', () => {
  const text = paperMarkdown(salePaper({ ...sale, world: 'real', caseName: 'x' }, 'en'))
  expect(text).not.toContain('SANDBOX')
})

test.each([
  ['71234.50', '71,234.50'],
  ['-1000', '-1,000'],
  ['999.99', '999.99'],
  ['1234567', '1,234,567'],
])('%s is written %s', (text, wanted) => expect(grouped(text)).toBe(wanted))
