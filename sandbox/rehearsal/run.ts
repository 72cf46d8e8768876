import { approveFx, bringHome } from './bringHome.ts'
import { platformC } from './cast.ts'
import { entrust } from './entrust.ts'
import { close, distribute, holdAndJudge, returnLot } from './finish.ts'
import { foundZones } from './found.ts'
import { goesBack } from './goesBack.ts'
import { haltSale } from './haltSale.ts'
import { moveCoins } from './move.ts'
import { payVictims } from './payVictims.ts'
import { seize } from './seize.ts'
import { sell, stateCover } from './sell.ts'
import { sellBlock } from './sellBlock.ts'
import type { Stage } from './stage.ts'
import { has } from './way.ts'

/** Ways in which a rehearsal goes wrong on purpose: what a user meets first. */
export type Trouble = 'licence' | 'cover' | 'floor' | 'stop' | 'stream' | 'return'

export interface RunParameters {
  /** Canonical texts of the packs that each zone publishes, in order. */
  readonly packs: Readonly<Record<'onshore' | 'offshore', readonly string[]>>
  readonly hosts: Readonly<Record<string, string>>
  readonly trouble?: Trouble
  /** The judgment returns what lot A brings to so many victims; absent: the treasury has it. */
  readonly victims?: number
  /** How many addresses the list has; absent: three. */
  readonly holdings?: number
  /** The first tranche goes as a block, or half of it: a sealed round among desks, one of which speaks FIX 4.4. The other half is then sold in the books. */
  readonly block?: 'whole' | 'half'
  /** Share of each step that rests in the books, in millionths; none unless asked for. */
  readonly passivePpm?: number
  /** Nobody is there to do what the trouble waits for: the script does it. */
  readonly unattended?: boolean
}

const depositFen = 120_000_000n
/** Too little for a first tranche of 1.1 BTC at any price near 64,000 USD. */
const shortDepositFen = 40_000_000n

/** Founds the zones, then walks one case. */
export async function rehearse(stage: Stage, parameters: RunParameters): Promise<void> {
  await foundZones(stage, parameters)
  stage.say({ stage: 'zones', text: 'directories, registers and packs published' })
  await walkCase(stage, parameters)
}

/** One case from the seizure list to `closed`: two lots, one sold in two tranches, one returned in kind. */
export async function walkCase(
  stage: Stage,
  { trouble, victims, holdings, block, passivePpm, unattended }: Omit<RunParameters, 'packs' | 'hosts'>,
): Promise<void> {
  const { traded } = stage
  const deposit = trouble === 'cover' ? shortDepositFen : depositFen
  const { custody, held, inventory } = await seize(stage, holdings === undefined ? {} : { holdings })
  const route = await entrust(stage, {
    held,
    inventory,
    depositFen: deposit,
    ...(victims === undefined ? {} : { returnsTo: ['victim'] }),
    ...(passivePpm === undefined ? {} : { passivePpm }),
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
      units: traded.testUnits.toString(),
    })),
    fee: traded.fees.test,
    custody,
  })
  const approval = has(stage.way, 'fx.approved') ? await approveFx(stage) : undefined
  for (const tranche of ['A/1', 'A/2']) {
    // A floor of the trade date moves with it: the second tranche is sold on the next day, above that day's own.
    if (tranche !== 'A/1' && stage.way.parameter('reserveMethod') === 'day-average') await stage.clock.pass(1440)
    const rows = platformsOf(tranche)
    const next = rows.reduce((sum, { units }) => sum + BigInt(units), 0n)
    if (has(stage.way, 'deposit.received')) await stateCover(stage, { tranche, next, depositFen: deposit })
    await moveCoins(stage, {
      transfer: `tranche-${tranche.toLowerCase().replace('/', '-')}`,
      purpose: 'tranche',
      lot: 'A',
      tranche,
      pays: rows.map(({ platform, units }) => ({ platform, address: addressOf(platform), units })),
      fee: traded.fees.tranche,
      custody,
    })
    if (trouble === 'return') {
      await goesBack(stage, { lot: 'A', tranche }, { custody, held })
      return close(stage, deposit)
    }
    const first = tranche === 'A/1'
    const paid = block !== undefined && first ? await sellBlock(stage, tranche, block === 'half') : 0n
    if (trouble === 'stop' && first) await haltSale(stage, tranche, { route, unattended: unattended === true })
    else if (paid === 0n || block === 'half') await sell(stage, tranche, route, trouble)
    await bringHome(stage, tranche, approval, paid)
  }
  if (has(stage.way, 'basis.judged', 'held') && !has(stage.way, 'basis.judged')) await holdAndJudge(stage, held)
  await (victims === undefined ? distribute(stage) : payVictims(stage, victims))
  if (has(stage.way, 'return.decided')) await returnLot(stage, { custody, held })
  await close(stage, deposit)
}
