import { type RunParameters, walkCase } from '../../sandbox/rehearsal/run.ts'
import { readPain001 } from '../../src/core/iso20022/pain001.ts'
import { utf8ToBytes } from '../../src/core/record/hash.ts'
import type { PaymentSignature } from '../../src/world/banks/bank.ts'
import { openSandboxBank } from '../../src/world/banks/sandbox/openSandboxBank.ts'
import type { MemoryEntry, MemoryZone } from './memoryZone.ts'
import { sandboxStreams } from './sandboxStreams.ts'
import { sellMemory } from './sellMemory.ts'
import { type Simulation, type SimulationParameters, simulate } from './simulate.ts'

/** Minutes of a sale within which all has happened to its streams that the script does to them. */
const streamLooks = 12
const messages = () => new Promise((resolve) => setTimeout(resolve, 1_500))

/** The rehearsal's own script, from the seizure list to `closed`, over zones in memory and the whole sandbox world. `watch` sees each entry as it is appended. */
export async function walkMemory(
  parameters: SimulationParameters,
  watch: (zone: MemoryZone, entry: MemoryEntry) => void = () => {},
  script: Pick<RunParameters, 'holdings' | 'block' | 'trouble' | 'unattended'> = {},
): Promise<Simulation> {
  const sim = await simulate({ ...parameters, world: true })
  for (const zone of Object.values(sim.zones)) {
    const { appended } = zone
    zone.appended = (entry, kind) => {
      appended(entry, kind)
      watch(zone, entry)
    }
  }
  const streams = script.trouble === 'stream' ? sandboxStreams(sim) : undefined
  const seller = sellMemory({
    zone: sim.zones.offshore,
    now: sim.clock.now,
    venueFor: sim.world.reader,
    ...(streams === undefined ? {} : { followed: streams.forSelling }),
    rateSheet: sim.world.rateSheet,
  })
  let looks = 0
  const clock = {
    ...sim.clock,
    pass: async (minutes: number) => {
      await sim.clock.pass(minutes)
      await pay(sim)
      if (sim.zones.offshore.streamOf('case') === undefined) return
      // A stream speaks by a real clock: while it is disturbed its messages are waited for.
      if (streams !== undefined && seller.ordersOf('A/1') !== undefined && looks++ < streamLooks) await messages()
      await seller.work()
    },
  }
  try {
    await walkCase({ ...sim, clock }, script)
  } finally {
    streams?.stop()
  }
  return sim
}

/** Hands the payment files that wait to the bank, as the worker of a real zone does. */
export async function pay({ zones, world }: Simulation): Promise<void> {
  const zone = zones.offshore
  for (const effect of zone.outbox.filter(({ type }) => type === 'payment')) {
    const { instruction, signatures } = effect.request as unknown as {
      instruction: string
      signatures: PaymentSignature[]
    }
    const file = utf8ToBytes(zone.documents.get(instruction)!)
    const bank = openSandboxBank({
      url: world.bank.institutionUrl('bank-hk'),
      token: world.bank.token({ institution: 'bank-hk', customer: 'trust' }),
    })
    await bank.submitPayment({ file, key: readPain001(file).messageId, signatures })
    zone.outbox.splice(zone.outbox.indexOf(effect), 1)
  }
}
