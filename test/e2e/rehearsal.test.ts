import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { zoneKeys } from '../../sandbox/start/zoneFiles.ts'
import { filedOf } from '../../src/core/bundle/filed.ts'
import { readBundle } from '../../src/core/bundle/readBundle.ts'
import { checkClaim, proveClaim } from '../../src/core/claims/claimProof.ts'
import { numberAt } from '../../src/core/claims/claimTable.ts'
import { cosignatureVerifierKey } from '../../src/core/record/log/cosignature.ts'
import { ed25519VerifierKey } from '../../src/core/record/log/keys.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { payoutsOf, recomputePayout } from '../../src/onshore/distribution/payoutsOfBundle.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { type OneRehearsal, oneRehearsal } from '../support/oneRehearsal.ts'
import { freePorts } from '../support/ports.ts'
import { type Ended, portsInUse, portsOf, removeFolders, startRehearsal } from './rehearse.ts'

/**
 * One case from the seizure list to closed, headless, as a user runs it: the rehearsal that serves the whole run, and another with a list of 300 lines, a
 * tranche sold as a block, and victims to pay. That the same seed gives the same bytes is held by `test/crash`, whose second run is killed all the time.
 */
const port = await freePorts(27)
const runsMinutes = 30 * 60_000

interface Result {
  readonly case: string
  readonly stages: readonly {
    readonly stage: string
    readonly at: string
    readonly entry: string
    readonly rules: readonly string[]
  }[]
  readonly holdings: readonly Readonly<Record<string, string>>[]
  readonly money: readonly Readonly<Record<string, string>>[]
  readonly account: Readonly<Record<string, string>>
  readonly bundle: string
  readonly verified: boolean
  readonly roots: Readonly<Record<string, string>>
}

let first: OneRehearsal
let result: Result
let other: Ended

beforeAll(async () => {
  first = await oneRehearsal()
  const many = ['--holdings', '300', '--block', '--victims', '60', '--quotes', 'USD,HKD']
  other = await startRehearsal({ port, args: ['--seed', 'another', ...many] }).ended
  expect([first.exit, other.exit], `${first.err}\n${other.err}`.slice(-6_000)).toEqual([0, 0])
  result = JSON.parse(first.out) as Result
}, runsMinutes)

afterAll(removeFolders)

const rootsOf = ({ out }: Ended): Result['roots'] => (JSON.parse(out) as Result).roots

describe('what a headless run prints', () => {
  test('is one JSON object on one line, with the keys that were promised and no other', () => {
    expect(first.out.trimEnd().split('\n')).toHaveLength(1)
    expect(Object.keys(result)).toEqual([
      'case',
      'stages',
      'holdings',
      'money',
      'account',
      'bundle',
      'verified',
      'roots',
    ])
  })

  test('says that the bundle was verified', () => expect(result.verified).toBe(true))

  test('names each stage with its time, its entry and the rules that it was decided by', () => {
    expect(result.stages.map(({ stage }) => stage)).toEqual(
      expect.arrayContaining([
        'opened',
        'listed',
        'secured',
        'entrusted',
        'bonded',
        'cleared',
        'tested',
        'transferred',
        'reserved',
        'sold',
        'booked',
        'remitted',
        'settled',
        'credited',
        'distributed',
        'paid',
        'returned',
      ]),
    )
    expect(result.stages.at(-1)?.stage).toBe('closed')
    for (const { at, entry, rules } of result.stages) {
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
      expect(entry).toMatch(/^[0-9a-f]{64}$/)
      expect(rules.length).toBeGreaterThan(0)
    }
  })

  test('gives amounts in base and minor units, as text', () => {
    const amounts = [...result.holdings, ...result.money].flatMap((row) =>
      Object.entries(row).filter(([key]) => key !== 'asset' && key !== 'currency'),
    )
    expect(amounts.length).toBeGreaterThan(8)
    for (const [, value] of amounts) expect(value).toMatch(/^\d+$/)
  })
})

describe('the books at the end', () => {
  test('account for every unit that was seized: sold, returned, paid to the network, none left', () => {
    const [row, ...more] = result.holdings
    expect(more).toEqual([])
    const { seized, sold, returned, networkFees, inCustody } = row!
    expect(BigInt(seized!)).toBe(244_994_000n)
    expect(BigInt(sold!) + BigInt(returned!) + BigInt(networkFees!)).toBe(BigInt(seized!))
    expect(inCustody).toBe('0')
  })

  test('bring what was credited in yuan to the treasury, to the fen', () => {
    const yuan = result.money.find(({ currency }) => currency === 'CNY')!
    expect(BigInt(yuan.gross!) - BigInt(yuan.fees!)).toBe(BigInt(yuan.net!))
    expect(BigInt(yuan.net!)).toBeGreaterThan(0n)
    expect([yuan.credited, yuan.treasury]).toEqual([yuan.net, yuan.net])
  })

  test('balance to zero in every account that holds', () => {
    const report = verifyBundle({
      bundle: readFileSync(result.bundle, 'utf8'),
      kindsOnshore: onshoreKinds,
      kindsOffshore: offshoreKinds,
    })
    const held = Object.entries(report.ledger).flatMap(([zone, accounts]) =>
      Object.entries(accounts as Readonly<Record<string, string>>)
        .filter(([account, amount]) => account.startsWith('assets:') && amount !== '0')
        .map(([account, amount]) => `${zone} ${account} ${amount}`),
    )
    expect(Object.keys(report.ledger)).toHaveLength(2)
    expect(held).toEqual([])
  })
})

describe('the bundle', () => {
  test('is verified again by whoever has the keys of both zones from elsewhere', () => {
    const logs = (['onshore', 'offshore'] as const).flatMap((kind) => {
      const { logKey, witnessKey } = zoneKeys(first.seed, kind)
      return [ed25519VerifierKey(logKey), cosignatureVerifierKey(witnessKey)]
    })
    const trust = JSON.stringify({ format: 'sluice/trust/1', world: 'rehearsal', logs })
    const bundle = readFileSync(result.bundle, 'utf8')
    const report = verifyBundle({ bundle, trust, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })
    expect(report.faults).toEqual([])
    expect(report.holds).toBe(true)
    expect(readBundle(bundle).zones.map(({ kind }) => kind)).toEqual(['onshore', 'offshore'])
  })

  test('does not hold for whoever trusts another seed’s keys under the same names', () => {
    const logs = (['onshore', 'offshore'] as const).flatMap((kind) => {
      const { logKey, witnessKey } = zoneKeys('another', kind)
      return [ed25519VerifierKey(logKey), cosignatureVerifierKey(witnessKey)]
    })
    const trust = JSON.stringify({ format: 'sluice/trust/1', world: 'rehearsal', logs })
    const bundle = readFileSync(result.bundle, 'utf8')
    const report = verifyBundle({ bundle, trust, kindsOnshore: onshoreKinds, kindsOffshore: offshoreKinds })
    expect(report.holds).toBe(false)
    expect(report.faults.map(({ kind }) => kind)).toContain('trust')
  })
})

describe('another seed', () => {
  test('gives other roots', () => {
    expect(Object.keys(result.roots).sort()).toEqual(['offshore', 'onshore'])
    expect(rootsOf(other).onshore).not.toBe(result.roots.onshore)
    expect(rootsOf(other).offshore).not.toBe(result.roots.offshore)
  })
})

describe('a list of hundreds of lines, and a tranche sold as a block', () => {
  test('all lines are listed, secured and counted, and every unit of them is accounted for', () => {
    for (const said of [
      /seizure\.listed +300 holdings/,
      /custody\.secured +300 of 300/,
      /inventory\.recorded +300 lines/,
    ])
      expect(other.err).toMatch(said)
    const { holdings } = JSON.parse(other.out) as Result
    const { seized, sold, returned, networkFees, inCustody } = holdings[0]!
    expect(BigInt(sold!) + BigInt(returned!) + BigInt(networkFees!)).toBe(BigInt(seized!))
    expect([holdings.length, inCustody]).toEqual([1, '0'])
  })

  test('the better of two sealed bids, bound over FIX, is paid, handed over, and is what was booked', () => {
    const [, paid] = /block\.paid +(\d+) cents of desk-fix/.exec(other.err)!
    const [, ...legs] = /block\.delivered +(\d+) \+ (\d+) sat to desk-fix/.exec(other.err)!
    expect(other.err).toMatch(new RegExp(`block\\.closed +A/1: ${paid} cents`))
    const bundle = readBundle(readFileSync((JSON.parse(other.out) as Result).bundle, 'utf8'))
    const entries = bundle.zones.flatMap(({ streams }) => streams.flatMap((stream) => stream.entries))
    const values = (kind: string) =>
      entries.filter(({ entry }) => entry.header.kind === kind).map(({ entry }) => entry.fields)
    const [delivered, ...more] = values('block.delivered')
    expect(more).toEqual([])
    expect(delivered?.['payload.legs']?.value).toMatchObject(legs.map((units) => ({ units })))
    expect(delivered?.['payload.gross']?.value).toBe(paid)
    expect(values('bid.opened')).toHaveLength(2)
  })
})

describe('a tranche sold over books in dollars and in Hong Kong dollars', () => {
  test('is looked at with rates that the bank signed, and comes home in both, credited at once', () => {
    const { bundle: path, verified, money } = JSON.parse(other.out) as Result
    expect(verified).toBe(true)
    const bundle = readBundle(readFileSync(path, 'utf8'))
    const entries = bundle.zones.flatMap(({ streams }) => streams.flatMap((stream) => stream.entries))
    const ofSecond = entries.filter(({ entry }) => JSON.stringify(entry.fields.subject?.value)?.includes('A/2'))
    const values = (kind: string, field: string) =>
      ofSecond
        .filter(({ entry }) => entry.header.kind === kind)
        .map(({ entry }) => entry.fields[`payload.${field}`]?.value)
    expect(values('proceeds.booked', 'currency')).toEqual(['USD', 'HKD'])
    expect(values('remittance.ordered', 'currency')).toEqual(['USD', 'HKD'])
    expect(values('fx.settled', 'currency')).toEqual(['USD', 'HKD'])
    expect(values('money.credited', 'others')).toEqual([['SBX-FX-A2-HKD']])
    expect(new Set(values('order.placed', 'quote'))).toEqual(new Set(['USD', 'HKD']))
    const settled = values('fx.settled', 'rmb').reduce((sum: bigint, rmb) => sum + BigInt(String(rmb)), 0n)
    expect(values('money.credited', 'amount')).toEqual([settled.toString()])
    expect(money.map(({ currency }) => currency)).toEqual(expect.arrayContaining(['CNY', 'HKD', 'USD']))
  })
})

describe('where the judgment returns to victims', () => {
  test('each is paid through the bank, a bounced payment and a missing account included, and can prove the own share', () => {
    const { money, bundle: path, verified } = JSON.parse(other.out) as Result
    const yuan = money.find(({ currency }) => currency === 'CNY')!
    expect([verified, yuan.credited, yuan.treasury]).toEqual([true, yuan.claimants, '0'])
    expect(other.err).toMatch(/SBX-VICTIMS-1: 55 paid, 2 came back/)
    expect(other.err).toMatch(/SBX-AGAIN-1: 5 paid, 0 came back/)
    const bundle = filedOf(readBundle(readFileSync(path, 'utf8')))
    const [payout, ...more] = payoutsOf(bundle)
    expect(more).toEqual([])
    const { table, paid, tree } = recomputePayout(bundle, payout!)
    const given = Array.from({ length: table.count }, (_, row) => {
      const number = numberAt(table, row)
      const { plan, case: caseId, root } = payout!
      const proof = proveClaim({ table, paid, tree: tree!, number, world: 'rehearsal', case: caseId, plan })
      return BigInt(checkClaim(proof, root).claim.forfeitable)
    })
    expect(given).toHaveLength(60)
    expect(given.reduce((sum, fen) => sum + fen, 0n).toString()).toBe(yuan.claimants)
  })
})

describe('afterwards', () => {
  test('nothing that was started runs, and every port is free', async () => {
    for (const run of [first, other]) {
      // Two zones, the world, the database server with its own processes, and two custodians a transfer.
      expect(run.started).toBeGreaterThan(8)
      expect(run.left).toEqual([])
    }
    expect(first.portsLeft).toEqual([])
    expect(await portsInUse(portsOf(port))).toEqual([])
  })

  test('the bundle stands where the result says', () => expect(existsSync(result.bundle)).toBe(true))
})
