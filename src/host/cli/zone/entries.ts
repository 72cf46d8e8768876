import { personalField } from '../../../core/case/action.ts'
import { hashText } from '../../../core/record/hash.ts'
import { canonical, type Json } from '../../../core/record/jcs.ts'
import { spelledKey } from '../../../core/record/log/enrolledKeys.ts'
import { algorithmOf } from '../../../core/record/publicKeys.ts'
import { parsePack } from '../../../core/rules/parsePack.ts'
import type { ZoneAct } from '../../../core/zone/acts.ts'
import { packDocument } from '../../packs/loadPack.ts'
import { type Beside, type Card, cardShape, type Plan, readShaped } from './plan.ts'

export interface FoundingEntries {
  readonly acts: readonly ZoneAct[]
  /** Texts to hand in first. */
  readonly documents: readonly string[]
}

/** What a plan says, as the acts of two administrators, in the order in which they can stand. */
export async function entriesOf(plan: Plan, beside: Beside): Promise<FoundingEntries> {
  const documents = new Map<string, string>()
  const acts: ZoneAct[] = []
  const attach = async (path: string): Promise<string> => keep(documents, await beside.read(path))
  const act = (
    kind: string,
    payload: { [key: string]: Json },
    attached: readonly string[] = [],
    effectiveAt?: string,
  ): void => {
    const at = effectiveAt === undefined ? {} : { effectiveAt }
    acts.push({ id: idOf(plan.zone, kind, payload), kind, payload, documents: [...new Set(attached)], ...at })
  }
  const { zone, kind, world, name, origin, administrators } = plan
  act('zone.opened', {
    zone,
    kind,
    world,
    name,
    logKey: spelledKey(plan.verifierKey, 'log'),
    origin,
    administrators: administrators.map(({ person, key }) => ({ person, key })),
  })
  for (const folder of plan.packs) {
    const document = packDocument(beside.folder(folder))
    const { id, kind: of, publisher } = parsePack(document).manifest
    const hash = keep(documents, canonical(document))
    act('pack.published', { hash, pack: id, kind: of, publisher }, [hash])
  }
  const enrol = async (whose: {
    readonly holder: string
    readonly use: 'organisation' | 'person' | 'log' | 'witness'
    readonly key: string
    readonly document: string
    readonly vouchedBy: string
    readonly confirmation: Plan['peers'][number]['confirmation'] | undefined
    readonly certificate?: string | undefined
    readonly certificateRoot?: string | undefined
    readonly passkey?: Plan['people'][number]['passkey']
  }): Promise<void> => {
    const { holder, use, key, document, vouchedBy, confirmation, certificate, certificateRoot, passkey } = whose
    const shown = confirmation?.document === undefined ? document : await attach(confirmation.document)
    const chain = certificate === undefined ? undefined : await attach(certificate)
    act(
      'key.enrolled',
      {
        key,
        holder,
        use,
        algorithm: passkey === undefined ? (algorithmOf(key) ?? 'p256') : 'webauthn',
        ...(passkey === undefined ? {} : { passkey: { ...passkey } }),
        vouchedBy,
        document,
        ...(confirmation === undefined
          ? {}
          : { confirmation: { by: confirmation.by, how: confirmation.how, document: shown } }),
        ...(chain === undefined ? {} : { certificate: chain }),
        ...(certificateRoot === undefined ? {} : { certificateRoot }),
      },
      [document, shown, ...(chain === undefined ? [] : [chain])],
    )
  }
  for (const { org, role, family, name: called, ...rest } of plan.organisations) {
    const document = await attach(rest.document)
    act('organisation.enrolled', { org, role, family, name: called, document }, [document])
    if (rest.key !== undefined)
      await enrol({ holder: org, use: 'organisation', key: rest.key, document, vouchedBy: 'administration', confirmation: rest.confirmation, certificate: rest.certificate, certificateRoot: rest.certificateRoot }) // biome-ignore format: one call
  }
  for (const { person, org, roles, personalName, ...rest } of plan.people) {
    const document = await attach(rest.document)
    act('person.enrolled', { person, org, roles: [...roles], ...(personalName === undefined ? {} : { personalName }) })
    if (rest.key !== undefined)
      await enrol({ holder: person, use: 'person', key: rest.key, document, vouchedBy: org, confirmation: rest.confirmation, passkey: rest.passkey }) // biome-ignore format: one call
  }
  for (const { card: path, vouchedBy, confirmation } of plan.peers) {
    const text = await beside.read(path)
    const card = readShaped<Card>(text, cardShape, path, 'the card of a zone')
    const document = keep(documents, text)
    for (const use of ['log', 'witness'] as const) {
      const key = spelledKey(use === 'log' ? card.verifierKey : card.witnessKey, use)
      const holder = use === 'log' ? card.zone : `${card.zone}-witness`
      await enrol({ holder, use, key, document, vouchedBy, confirmation })
    }
  }
  for (const { kind: of, payload, effectiveAt } of plan.entries) {
    const attached: string[] = []
    const filled = await fill(payload as Json, async (path) => {
      const hash = await attach(path)
      attached.push(hash)
      return hash
    })
    act(of, filled as { [key: string]: Json }, attached, effectiveAt)
  }
  return { acts, documents: [...documents.values()] }
}

function keep(documents: Map<string, string>, text: string): string {
  const hash = hashText(text)
  documents.set(hash, text)
  return hash
}

/** The same act again is the same action. Personal values are no part of the id: a hash of a name can be guessed. */
function idOf(zone: string, kind: string, payload: { readonly [key: string]: Json }): string {
  const signed = Object.fromEntries(Object.entries(payload).filter(([name]) => !personalField.test(name)))
  return `found:${hashText(canonical({ zone, kind, payload: signed })).slice(0, 32)}`
}

async function fill(value: Json, attach: (path: string) => Promise<string>): Promise<Json> {
  if (typeof value === 'string') return value.startsWith('@') ? attach(value.slice(1)) : value
  if (Array.isArray(value)) return Promise.all(value.map((item) => fill(item, attach)))
  if (typeof value !== 'object') return value
  const filled: { [key: string]: Json } = {}
  for (const [name, item] of Object.entries(value)) filled[name] = await fill(item as Json, attach)
  return filled
}
