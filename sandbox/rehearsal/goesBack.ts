import type { CaseState } from '../../src/core/case/state.ts'
import { unitsInCustody } from '../../src/onshore/custody/units.ts'
import { union } from '../../src/onshore/seizure/lineSet.ts'
import type { Custody } from '../coins/coins.ts'
import { bitcoinAsset } from '../world.ts'
import { returnInKind, returnLot } from './finish.ts'
import { floorOut } from './floorOut.ts'
import { addressReturn, bringCoinsBack, homeAddress, type Subject } from './returnCoins.ts'
import type { Held } from './seize.ts'
import { setReserve } from './sell.ts'
import { file, type Stage } from './stage.ts'
import { enact, has } from './way.ts'

/**
 * Row 13x walked whole: the floor stays out of reach, the principal wants the coins back, they come back on the chain, and a retrial then gives the lot to
 * the victim in kind, out of the very coins that were at the platforms; where the sale came before any judgment, the organ hands it back without one. Lot B
 * goes as always.
 */
export async function goesBack(
  stage: Stage,
  subject: Subject,
  { custody, held }: { readonly custody: Custody; readonly held: readonly Held[] },
): Promise<void> {
  await floorOut(stage, subject, await setReserve(stage, subject.tranche))
  const address = homeAddress(custody, 0)
  await addressReturn(stage, { subject, ground: 'floor', address })
  const came = await bringCoinsBack(stage, { subject, address })
  stage.say({ stage: 'lot.classified', text: `lot ${subject.lot} is whole in custody again: ${came} sat came back` })
  if (has(stage.way, 'basis.judged')) await retry(stage, subject.lot, held.slice(0, -1))
  const state = (await stage.onshore.state()).state as unknown as CaseState
  await returnInKind(stage, { custody, lot: subject.lot, units: unitsInCustody(state, subject.lot) })
  if (has(stage.way, 'return.decided')) await returnLot(stage, { custody, held })
}

/** The judgment of the retrial, which names the lot again, as it was seized. */
export async function retry(stage: Stage, lot: string, held: readonly Held[]): Promise<void> {
  const { onshore, clock, way } = stage
  const units = held.reduce((sum, row) => sum + BigInt(row.units), 0n).toString()
  const on = clock.now().slice(0, 10)
  const judgment = await file(stage, onshore, 'court', 'judgment', {
    court: 'SANDBOX court',
    number: 'SANDBOX-刑再-1',
    effectiveOn: on,
    appealClosed: true,
    lines: [
      {
        lines: union(held.map(({ line }) => line)),
        asset: bitcoinAsset,
        units,
        outcome: 'return',
        returnTo: 'victim',
      },
    ],
  })
  await enact(stage, {
    kind: 'basis.judged',
    subject: { lot },
    payload: {
      judgment,
      outcome: 'return',
      serviceOn: on,
      mapping: false,
      ...(way.principal === 'court' ? { keeper: 'court' } : {}),
    },
    documents: [judgment],
  })
  stage.say({ stage: 'basis.judged', text: `on retrial lot ${lot} goes back to the victim` })
}
