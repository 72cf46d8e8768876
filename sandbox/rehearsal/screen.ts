import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScreeningPurpose } from '../../src/core/case/screeningKinds.ts'
import { canonical, type Json } from '../../src/core/record/jcs.ts'
import { readListSnapshot } from '../../src/core/rules/listSnapshot.ts'
import type { ScreeningLists } from '../../src/core/rules/screening.ts'
import { hitsOf, type ScreenedSubjects } from '../../src/core/rules/screenSubjects.ts'
import { makeHolder } from '../signer/holder.ts'
import type { Stage } from './stage.ts'
import { actorOf, castOf } from './way.ts'
import type { ZoneClient } from './zoneClient.ts'

const { lists } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packs/registers/lists.json'), 'utf8'),
) as ScreeningLists

/** Whom the SANDBOX lists name, and which address stands on them. */
export const sandboxListed = {
  name: 'SANDBOX Listed Person',
  address: makeHolder({ seed: 'listed', holder: 'listed' }).bitcoinAddress,
}

/** Before the day of any rehearsal or simulation: a list is looked up after it was published. */
const sandboxPublishedOn = '2020-01-05'

/** A SANDBOX list of the form that ships: one name and one address, the same on each. */
export function sandboxList(
  list: string,
  rows: readonly { readonly [key: string]: Json }[] = [sandboxListed].flatMap(({ name, address }) => [
    { name },
    { address },
  ]),
): string {
  const header = { format: 'sluice/list/1', list, publishedOn: sandboxPublishedOn, world: 'rehearsal', mark: 'SANDBOX' }
  return `${[header, ...rows].map((row) => JSON.stringify(row)).join('\n')}\n`
}

/** Day on which the lists of a zone were last looked up. */
const lookedUp = new WeakMap<ZoneClient, string>()

/** The lists that bind in a zone, and one that only informs, are taken into its register; looked up again on another day, they are the lists still. */
export async function takeInLists(stage: Stage, zone: ZoneClient, kind: 'onshore' | 'offshore'): Promise<void> {
  const day = stage.clock.now().slice(0, 10)
  const known = lookedUp.get(zone)
  if (known === day) return
  for (const { id, title, issuer, zone: binds, force, source } of listsOf(kind)) {
    const text = sandboxList(id)
    const snapshot = await zone.document(text)
    const count = readListSnapshot(text).subjects.length
    await zone.found(
      'list.imported',
      {
        list: id,
        title: `SANDBOX ${title['zh-CN']}`,
        issuer: `SANDBOX ${issuer}`,
        binds,
        force,
        snapshot,
        ...(known === undefined ? {} : { previous: snapshot }),
        publishedOn: sandboxPublishedOn,
        checkedOn: day,
        source: `SANDBOX ${source}`,
        subjects: count,
        begun: known === undefined ? count : 0,
        gone: 0,
      },
      [snapshot],
    )
  }
  lookedUp.set(zone, day)
}

function listsOf(kind: 'onshore' | 'offshore') {
  return lists.filter(({ id, zone }) => zone === kind || id === 'us-sdn')
}

/** Onshore, whose act a screening is made for: who does that act screens. Offshore the compliance officer alone does. */
const screenedFor: Readonly<Record<ScreeningPurpose, string>> = {
  clearance: 'clearance.given',
  transfer: 'transfer.approved',
  return: 'return.decided',
  handover: 'return.decided',
  buyer: 'clearance.given',
  deposit: 'deposit.received',
  remittance: 'clearance.given',
  payout: 'transfer.approved',
  payment: 'transfer.approved',
}

/** Whether the law of a zone asks for a screening of each leg: no rule of the model of Saxony does. */
export function asksScreening({ way }: Stage, kind: 'onshore' | 'offshore'): boolean {
  return way.law[kind].some((pack) => pack === 'packs/cn' || pack === 'packs/hk')
}

/** Somebody of the zone screens an organisation and what belongs to it, and puts what was found on record. */
export async function screen(
  stage: Stage,
  kind: 'onshore' | 'offshore',
  asked: {
    readonly purpose: ScreeningPurpose
    readonly about: string
    readonly platform?: string
    readonly lot: string
    readonly addresses: readonly string[]
    /** Beside those of the cast, whose names the directory knows. */
    readonly names?: readonly string[]
  },
): Promise<{ readonly entry: string; readonly hits: ReturnType<typeof hitsOf> }> {
  const zone = stage[kind]
  await takeInLists(stage, zone, kind)
  const { purpose, about, platform, addresses, names = [] } = asked
  const orgs = [about, ...(platform === undefined ? [] : [platform])]
  const known = castOf(stage.way)
    .organisations.filter(({ org }) => orgs.includes(org))
    .map(({ name }) => name)
  const subjects: ScreenedSubjects = {
    format: 'sluice/screened/1',
    addresses,
    persons: [...known, ...names].map((name) => ({ name })),
  }
  const document = await zone.document(canonical(subjects as unknown as Json))
  const texts = listsOf(kind).map(({ id, force }) => ({ list: id, force, text: sandboxList(id) }))
  const snapshots = []
  for (const { list, text } of texts) snapshots.push({ list, snapshot: await zone.document(text) })
  const hits = hitsOf({ subjects, snapshots: texts })
  const { entry } = await zone.act({
    by: actorOf(stage.way, kind === 'offshore' ? 'clearance.given' : screenedFor[purpose]),
    kind: 'screening.recorded',
    subject: { lot: asked.lot },
    payload: {
      purpose,
      about,
      ...(platform === undefined ? {} : { platform }),
      subjects: document,
      snapshots,
      hits: hits as unknown as Json,
    },
    documents: [document, ...snapshots.map(({ snapshot }) => snapshot)],
  })
  return { entry, hits }
}
