import { hashText } from '../../src/core/record/hash.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { signPaper } from '../../src/core/record/paper.ts'
import { paperKeyOf } from '../bank/sign.ts'
import type { Traded } from '../coins/traded.ts'
import type { World } from '../world.ts'
import type { Quotable } from './quotes.ts'
import type { Way } from './way.ts'
import type { ZoneClient } from './zoneClient.ts'

/** Everything that the script of a rehearsal works with. */
export interface Stage {
  readonly seed: string
  readonly world: World
  /** What the case is about. */
  readonly traded: Traded
  readonly onshore: ZoneClient
  readonly offshore: ZoneClient
  readonly clock: DirectorClock
  /** Folder of the run: key files of custodians, the list, the bundle. */
  readonly folder: string
  /** The model that the case follows, and who plays it. */
  readonly way: Way
  /** In which currency each platform sells; dollars where it is not said. */
  readonly quotes?: Readonly<Record<string, Quotable>>
  readonly say: (event: Progress) => void
}

export interface Progress {
  readonly stage: string
  readonly text: string
}

/** Told time: the rehearsal's only clock, in all three processes. */
export interface DirectorClock {
  nowMs(): number
  now(): string
  /** Lets time pass, and tells both zones. */
  pass(minutes: number): Promise<void>
}

/** A paper of an outside party, signed with its own key. */
export function paperOf(stage: Stage, issuer: string, type: string, body: { readonly [key: string]: Json }): string {
  const { secretKey } = paperKeyOf({ seed: stage.seed, party: issuer })
  return signPaper({
    type,
    world: 'rehearsal',
    issuer,
    issuedAt: stage.clock.now(),
    body: { ...body, mark: 'SANDBOX' },
    secretKey,
  }).text
}

/** Files a paper at a zone and returns its hash. */
export function file(
  stage: Stage,
  zone: ZoneClient,
  issuer: string,
  type: string,
  body: { readonly [key: string]: Json },
): Promise<string> {
  return zone.document(paperOf(stage, issuer, type, body))
}

export function sha(text: string): string {
  return hashText(text)
}

/** Waits until nothing is under way in either zone: outbox empty, log integrated, executor with nothing to do, twice in a row. */
export async function rest(stage: Stage): Promise<void> {
  let quiet = 0
  let standing = ''
  let since = Date.now()
  while (quiet < 2) {
    const [a, b] = await Promise.all([zoneRest(stage.onshore), zoneRest(stage.offshore)])
    quiet = a && b ? quiet + 1 : 0
    if (quiet < 2) await new Promise((resolve) => setTimeout(resolve, 15))
    if (quiet === 2 || Date.now() - since < stuckMsMax) continue
    // Slow is no fault: only what does not move is stuck.
    const open = await openEffects(stage)
    if (open === standing) throw new TypeError(`the zones do not come to rest: ${open.slice(0, 1500)}`)
    standing = open
    since = Date.now()
  }
}

const stuckMsMax = 300_000

async function openEffects(stage: Stage): Promise<string> {
  const zones = await Promise.all(
    [stage.onshore, stage.offshore].map((zone) => zone.get<readonly { state: string; key: string }[]>('/api/outbox')),
  )
  return JSON.stringify(zones.map((rows) => rows.filter(({ state }) => state !== 'done')))
}

interface Passes {
  readonly count: number
  /** The last pass in which the executor found something to do. */
  readonly lastWorked: number
  readonly beside: boolean
}

async function zoneRest(zone: ZoneClient): Promise<boolean> {
  const before = await zone.get<Passes>('/rehearsal/passes')
  if (!(await nothingOpen(zone))) return false
  if (!before.beside) return true
  for (;;) {
    const { count, lastWorked } = await zone.get<Passes>('/rehearsal/passes')
    // The zone was started again: its count says nothing about what was asked.
    if (count < before.count) return false
    if (lastWorked > before.count) return false
    if (count >= before.count + 2) return nothingOpen(zone)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

async function nothingOpen(zone: ZoneClient): Promise<boolean> {
  const { outbox, queue, unknown } = await zone.get<{ outbox: number; queue: number; unknown: number }>('/api/rest')
  if (unknown > 0) throw new TypeError('an effect ended as unknown and waits for a person')
  return outbox === 0 && queue === 0
}
