import { approveFx, bringHome } from './bringHome.ts'
import { platformC } from './cast.ts'
import { entrust, testUnits, transferFees } from './entrust.ts'
import { close, distribute, returnLot } from './finish.ts'
import { foundZones } from './found.ts'
import { moveCoins } from './move.ts'
import { payVictims } from './payVictims.ts'
import { seize } from './seize.ts'
import { sell, stateCover } from './sell.ts'
import type { Stage } from './stage.ts'

/** Ways in which a rehearsal goes wrong on purpose: what a user meets first. */
export type Trouble = 'licence' | 'cover' | 'floor'

export interface RunParameters {
  /** Canonical texts of the packs that each zone publishes, in order. */
  readonly packs: Readonly<Record<'onshore' | 'offshore', readonly string[]>>
  readonly hosts: Readonly<Record<string, string>>
  readonly trouble?: Trouble
  /** The judgment returns what lot A brings to so many victims; absent: the treasury has it. */
  readonly victims?: number
}

const depositFen = 120_000_000n
/** Too little for a first tranche of 1.1 BTC at any price near 64,000 USD. */
const shortDepositFen = 40_000_000n

/** One case from the seizure list to `closed`: two lots, one sold in two tranches, one returned in kind. */
export async function rehearse(stage: Stage, parameters: RunParameters): Promise<void> {
  const { trouble, victims } = parameters
  const deposit = trouble === 'cover' ? shortDepositFen : depositFen
  await foundZones(stage, parameters)
  stage.say({ stage: 'zones', text: 'directories, registers and packs published' })
  const { custody, held, inventory } = await seize(stage)
  const route = await entrust(stage, {
    held,
    inventory,
    depositFen: deposit,
    ...(victims === undefined ? {} : { returnsTo: ['victim'] }),
    ...(trouble === 'licence' ? { extraClearance: platformC } : {}),
  })
  const platformsOf = (tranche: string) => route.tranches.filter((row) => row.tranche === tranche)
  const addressOf = (platform: string): string => stage.world.depositAddress[platform]!
  await moveCoins(stage, {
    transfer: 'test-a',
    purpose: 'test',
    lot: 'A',
    pays: platformsOf('A/1').map(({ platform }) => ({
      platform,
      address: addressOf(platform),
      units: testUnits.toString(),
    })),
    fee: transferFees.test,
    approvers: ['p-chen'],
    custody,
  })
  const approval = await approveFx(stage)
  for (const tranche of ['A/1', 'A/2']) {
    const rows = platformsOf(tranche)
    await stateCover(stage, {
      tranche,
      next: rows.reduce((sum, { units }) => sum + BigInt(units), 0n),
      depositFen: deposit,
    })
    await moveCoins(stage, {
      transfer: `tranche-${tranche.toLowerCase().replace('/', '-')}`,
      purpose: 'tranche',
      lot: 'A',
      tranche,
      pays: rows.map(({ platform, units }) => ({ platform, address: addressOf(platform), units })),
      fee: transferFees.tranche,
      approvers: ['p-zhao', 'p-zhou'],
      custody,
    })
    await sell(stage, tranche, route, trouble === 'floor')
    await bringHome(stage, tranche, approval)
  }
  await (victims === undefined ? distribute(stage) : payVictims(stage, victims))
  await returnLot(stage, { custody, held })
  await close(stage, deposit)
}
