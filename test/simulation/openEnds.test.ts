import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { approveFx, bringHome } from '../../sandbox/rehearsal/bringHome.ts'
import { platformA, platformB } from '../../sandbox/rehearsal/cast.ts'
import {
  addressReturn,
  homeAddress,
  type Leg,
  screenHomeward,
  withdrawalOf,
} from '../../sandbox/rehearsal/returnCoins.ts'
import { setReserve, settleSale, startSale } from '../../sandbox/rehearsal/sell.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import { enact } from '../../sandbox/rehearsal/way.ts'
import { bitcoinAsset } from '../../sandbox/world.ts'
import { balanceOf } from '../../src/core/ledger/posting.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onTheWay } from '../../src/onshore/custody/homeward.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { verifyBundle } from '../../verifier/verifyBundle.ts'
import { simulatedBundle } from '../support/simulatedBundle.ts'
import { type SellWalk, walkToSale } from './sellWalk.ts'
import { pay } from './walkMemory.ts'

// A sale, minute by minute: slow on a busy machine.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 })

/**
 * A tranche to which all happens that used to end nowhere: a platform credits less than was sent; the sale is stopped and the coins are to come back, and no
 * platform sends them; what is left is sold on; and what is left in the end is less than the platforms deal in. It is walked to the remittance.
 */
const subject = { lot: 'A', tranche: 'A/1' }
const short = 12_345n
let walk: SellWalk
let legs: readonly Leg[]
beforeAll(async () => {
  const sim = await walkToSale('open-ends', 0, false, { short: { [platformB]: short } })
  const pass = async (minutes: number): Promise<void> => {
    await sim.clock.pass(minutes)
    await pay(sim)
  }
  walk = { ...sim, clock: { ...sim.clock, pass } }
})
afterAll(() => walk?.end())

const offshore = () => walk.stateOf('offshore')
const at = (platform: string): bigint => balanceOf(offshore().balances, `assets:venue:${platform}:A`, bitcoinAsset)
const left = (): bigint => at(platformA) + at(platformB)

async function sellFor(minutes: number): Promise<void> {
  await startSale(walk, 'A/1', await setReserve(walk, 'A/1'), walk.route)
  for (let minute = 0; minute < minutes; minute++) await walk.clock.pass(1)
  await walk.offshore.act({ by: 'p-ng', kind: 'sale.stopped', subject, payload: { reason: 'SANDBOX' } })
  await walk.seller.work()
}

test('what a platform credits less than was sent is booked apart, told onshore, and waits as an incident; the rest is sold', async () => {
  expect(balanceOf(offshore().balances, `assets:missing:${platformB}:A`, bitcoinAsset)).toBe(short)
  const entry = walk.entriesOf('offshore').find(({ entry: { fields } }) => fields['payload.short'] !== undefined)!
  expect(offshore().incidents![entry.id]).toMatchObject({ kind: 'mismatch', needsPerson: true, lot: 'A' })
  expect(walk.stateOf('onshore').crossed[`coins.received:${platformB} A/1`]?.fields).toMatchObject({
    short: short.toString(),
  })
  expect(walk.stateOf('onshore').crossed[`coins.received:${platformA} A/1`]).toBeUndefined()
  const received = left()
  await sellFor(3)
  expect(await settleSale(walk, subject)).toBe(left())
  expect(left() < received).toBe(true)
})

const decided = async (decision = 'wait', until = new Date(walk.clock.nowMs() + 60_000).toISOString()) => {
  const said = decision === 'wait' ? { decision, until } : { decision }
  const paper = await file(walk, walk.offshore, walk.way.account.payee, 'floor-decision', { tranche: 'A/1', ...said })
  const payload = { ...said, reason: 'SANDBOX no platform sends', paper }
  return { kind: 'floor.decided', subject, payload, documents: [paper] }
}
const proposed = async (doing: Awaited<ReturnType<typeof decided>>) => {
  const { kind, payload, ...rest } = doing
  return walk.refusedBy(walk.offshore, {
    ...rest,
    by: 'p-lam',
    kind: 'proposal.made',
    payload: { proposes: kind, payload },
  })
}
async function refusesToSend({ platform, withdrawal }: Leg): Promise<void> {
  const said = { withdrawal, state: 'failed', asset: bitcoinAsset }
  const statement = await file(walk, walk.offshore, platform, 'withdrawal-outcome', said)
  const payload = { platform, asset: bitcoinAsset, withdrawal, statement }
  await enact(walk, { kind: 'withdrawal.failed', subject, payload, documents: [statement] })
}

test('where each platform refuses to send what was to come back, and only then, it is decided by name to sell on', async () => {
  const address = homeAddress(walk.custody, 0)
  await addressReturn(walk, { subject, ground: 'stopped', address })
  await screenHomeward(walk, subject, address)
  const { legs: found, ...order } = await withdrawalOf(walk, subject, address)
  legs = found
  await enact(walk, order)
  expect(walk.stageOf('offshore', subject)).toBe('withdrawing')
  expect(await proposed(await decided())).toEqual(['HK-MANDATE-backover'])
  await refusesToSend(legs[0]!)
  expect(await proposed(await decided())).toEqual(['HK-MANDATE-backover'])
  await refusesToSend(legs[1]!)
  // It is on its way back already: a decision to bring it back says nothing new.
  expect(await proposed(await decided('return'))).toEqual(['HK-MANDATE-backover'])
  await enact(walk, await decided())
  expect(walk.stageOf('offshore', subject)).toBe('floor-decided')
  await walk.clock.pass(2)
  const before = left()
  await sellFor(3)
  await settleSale(walk, subject)
  expect(left() < before).toBe(true)
  expect(onTheWay(walk.stateOf('onshore'), 'A')).toBeUndefined()
})

/** What is given up, with the papers that say so. */
async function givenUp(platform: string, ground: 'below-minimum' | 'not-credited', units: bigint, change: object = {}) {
  const said = { ground, asset: bitcoinAsset, units: units.toString() }
  const least = (units + 1n).toString()
  const minima = ground === 'below-minimum' ? { minOrderUnits: least, minWithdrawalUnits: least } : {}
  const statement = await file(walk, walk.offshore, platform, 'rest-statement', { ...said, ...minima, ...change })
  const of = { tranche: 'A/1', platform, ground, units: units.toString() }
  const decision = await file(walk, walk.offshore, walk.way.account.payee, 'rest-decision', of)
  const last = platform === platformB ? 'part' : 'more'
  const payload = { platform, ...said, statement, decision, ...(ground === 'below-minimum' ? { rest: last } : {}) }
  return { kind: 'rest.declared', subject, payload, documents: [statement, decision] }
}

test('what is left below the least that a platform deals in is given up by name, and the tranche goes on to be paid out', async () => {
  const [first, last] = [at(platformA), at(platformB)]
  const enough = await givenUp(platformA, 'below-minimum', first, { minWithdrawalUnits: first.toString() })
  const ask = async (doing: Awaited<ReturnType<typeof givenUp>>) => proposed(doing as never)
  expect(await ask(enough)).toEqual(['HK-MANDATE-rest'])
  expect(await ask(await givenUp(platformA, 'below-minimum', first - 1n))).toEqual(['HK-MANDATE-rest'])
  await enact(walk, await givenUp(platformA, 'below-minimum', first))
  expect(walk.stageOf('offshore', subject)).toBe('selling')
  await enact(walk, await givenUp(platformB, 'below-minimum', last))
  expect([left(), walk.stageOf('offshore', subject)]).toEqual([0n, 'sold'])
  const { balances } = offshore()
  expect(balanceOf(balances, `expenses:below-minimum:${platformA}`, bitcoinAsset)).toBe(first)
  expect(balanceOf(balances, `expenses:below-minimum:${platformB}`, bitcoinAsset)).toBe(last)
})

test('what was never credited is given up by the platform’s last word, whenever it comes; the money goes home and all of it verifies', async () => {
  await bringHome(walk, 'A/1', await approveFx(walk))
  expect([walk.stageOf('offshore', subject), walk.stageOf('onshore', subject)]).toEqual(['remitted', 'credited'])
  await enact(walk, await givenUp(platformB, 'not-credited', short))
  expect(Object.keys(offshore().balances).filter((key) => key.startsWith('assets:'))).toEqual([])
  const [entry] = Object.keys(offshore().incidents!)
  const answer = { incident: entry!, answer: 'SANDBOX given up by decision' }
  await walk.offshore.act({ by: 'p-lam', kind: 'incident.answered', subject: { lot: 'A' }, payload: answer })
  expect(offshore().incidents).toEqual({})
  const report = verifyBundle({
    bundle: simulatedBundle(walk),
    kindsOnshore: onshoreKinds,
    kindsOffshore: offshoreKinds,
  })
  expect(report.faults).toEqual([])
})
