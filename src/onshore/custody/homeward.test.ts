import { expect, test } from 'vitest'
import { allPacks } from '../../../test/rules/packs.ts'
import { emptyCase } from '../../core/case/apply.ts'
import type { FactInput, Verdict } from '../../core/case/kind.ts'
import type { CaseState, Crossed } from '../../core/case/state.ts'
import { depositReleased } from '../deposit/deposit.ts'
import { distributionDecided } from '../distribution/distribute.ts'
import { moneyHeld } from '../outcome/holdMoney.ts'
import { transferApproved } from './approveTransfer.ts'
import { onTheWay } from './homeward.ts'

/** Coins that a platform says it sent back are nobody's until the chain shows them: what ends a lot waits for them. */
const tranche = 'A/1'
const said = (platform: string, txid: string, rest: string): Record<string, Crossed> => ({
  [`coins.returned:${platform} ${tranche}`]: {
    fields: { platform, asset: 'x', units: '100', fee: '2', address: 'home', txid, rest },
  } as unknown as Crossed,
})
const stateOf = (crossed: Record<string, Crossed>, came: readonly string[]): CaseState => ({
  ...emptyCase('rehearsal', 'beijing'),
  crossed,
  stages: { 'lot A': 'tested', [`tranche ${tranche}`]: 'credited' },
  slices: {
    homeward: {
      [tranche]: {
        lot: 'A',
        asset: 'x',
        ground: 'stopped',
        feeBearer: 'p',
        addresses: ['home'],
        arrived: Object.fromEntries(came.map((txid) => [`${txid} 0`, { platform: 'a', units: '98' }])),
      },
    },
    custody: { lots: { A: { units: '98', lines: [], asset: 'x' } } },
  } as never,
})

test('what was sent and has not come, or is announced, is on its way; what came is not', () => {
  const both = { ...said('b', 'tb', 'part'), ...said('a', 'ta', 'more') }
  expect(onTheWay(stateOf({}, []), 'A')).toBeUndefined()
  expect(onTheWay(stateOf(both, []), 'A')).toBe('98 of A/1 sent by a')
  expect(onTheWay(stateOf(both, ['ta']), 'A')).toBe('98 of A/1 sent by b')
  expect(onTheWay(stateOf(both, ['ta', 'tb']), 'A')).toBeUndefined()
  expect(onTheWay(stateOf(said('a', 'ta', 'more'), ['ta']), 'A')).toBe('more of A/1 at a platform')
  expect(onTheWay(stateOf(both, []), 'B')).toBeUndefined()
})

test('meanwhile nothing is shared out or held in its place, the deposit stays, and no further tranche leaves', () => {
  const both = { ...said('b', 'tb', 'part'), ...said('a', 'ta', 'more') }
  const ask = (kind: { facts: object }, name: string, payload: object, subject: object, state: CaseState): Verdict => {
    const facts = kind.facts as Record<string, (input: FactInput<never>) => unknown>
    return facts[name]!({ payload, subject, state: () => state } as never) as Verdict
  }
  const under = stateOf(both, ['ta'])
  const lot = { lot: 'A' }
  const next = { lot: 'A', tranche: 'A/2' }
  const cases = [
    [distributionDecided, 'sharesExact', { pot: 'forfeitable', shares: [], total: '1' }, lot],
    [moneyHeld, 'everyTrancheCredited', {}, lot],
    [depositReleased, 'nothingUncovered', {}, lot],
    [transferApproved, 'lastTrancheFree', { purpose: 'tranche' }, next],
  ] as const
  for (const [kind, name, payload, subject] of cases)
    expect([name, ask(kind as never, name, payload, subject, under)]).toMatchObject([
      name,
      { ok: false, found: expect.stringContaining('98 of A/1 sent by b') },
    ])
  const over = stateOf(both, ['ta', 'tb'])
  expect(ask(depositReleased as never, 'nothingUncovered', {}, lot, over).ok).toBe(true)
  expect(ask(transferApproved as never, 'lastTrancheFree', { purpose: 'tranche' }, next, over).ok).toBe(true)
})

test.each(['beijing', 'shanghai'])(
  'in the model %s coins may come when the money of what was sold is there already',
  (model) => {
    const { manifest } = allPacks.find((pack) => pack.manifest.id === model)!
    const step = manifest.steps!.find(({ kind }) => kind === 'coins.arrived')!
    expect(step.from).toEqual(['transferred', 'settled', 'credited'])
  },
)
