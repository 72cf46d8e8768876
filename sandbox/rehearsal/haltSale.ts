import type { CaseState } from '../../src/core/case/state.ts'
import { type SaleSlice, saleOf } from '../../src/offshore/sale/sale.ts'
import type { Planned } from './planSale.ts'
import { ordersOf, sell, setReserve, settleSale, startSale } from './sell.ts'
import { rest, type Stage } from './stage.ts'
import { enact } from './way.ts'

/** Minutes of the sale before it halts. */
const minutes = 4

/**
 * A sale runs for some minutes and then time stands still: somebody stops it, in the console by F8 or by `sluice sale stop`. Where nobody is there, the
 * compliance officer does. With the proof that nothing is open it is settled by the platforms' statements; what is left is priced again and sold by a plan
 * of its own.
 */
export async function haltSale(
  stage: Stage,
  tranche: string,
  { route, unattended }: { readonly route: Planned; readonly unattended: boolean },
): Promise<void> {
  const subject = { lot: tranche.slice(0, tranche.indexOf('/')), tranche }
  const floor = await setReserve(stage, tranche)
  await startSale(stage, tranche, floor, route)
  for (let minute = 0; minute < minutes; minute++) {
    await rest(stage)
    await stage.clock.pass(1)
  }
  await rest(stage)
  const open = Object.values((await ordersOf(stage, tranche))?.state.open ?? {})
  const resting = open.filter(({ rests }) => rests === true).length
  stage.say({
    stage: 'sale.running',
    text: `${tranche}: ${resting} orders in the books; F8 or sluice sale stop ends it`,
  })
  if (unattended)
    await enact(stage, {
      kind: 'sale.stopped',
      role: 'compliance-officer',
      subject,
      payload: { reason: 'SANDBOX: stopped by the script' },
    })
  const sale = await stopOf(stage, tranche)
  await rest(stage)
  await stage.clock.pass(1)
  await rest(stage)
  const { cleared, open: left } = (await ordersOf(stage, tranche))!.state
  if (cleared?.stop !== sale.stop?.entry || Object.keys(left).length > 0)
    throw new TypeError(`${tranche} was stopped, and it is not proved that nothing is open`)
  stage.say({ stage: 'orders.cleared', text: `${tranche}: nothing open, ${cleared?.elapsedMs ?? 0} ms after the stop` })
  await settleSale(stage, subject)
  await sell(stage, tranche, route)
}

/** The sale once it is stopped, however long that takes. */
async function stopOf(stage: Stage, tranche: string): Promise<SaleSlice[string]> {
  for (;;) {
    const sale = saleOf((await stage.offshore.state()).state as unknown as CaseState, tranche)
    if (sale?.stopped === true) return sale
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
