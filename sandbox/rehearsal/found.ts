import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCanonical } from '../../src/core/record/jcs.ts'
import { spelledKey } from '../../src/core/record/log/enrolledKeys.ts'
import { algorithmOf, fingerprintOf } from '../../src/core/record/publicKeys.ts'
import type { Notices } from '../../src/core/rules/notices.ts'
import { parsePack } from '../../src/core/rules/parsePack.ts'
import { confirmationAct } from '../../src/core/zone/acts.ts'
import { paperKeyOf } from '../bank/sign.ts'
import { accountOfDesk, bidderAccount, trustAccounts } from '../world.ts'
import { administrators, directorReads, personKey, platformA, platformB, platformC } from './cast.ts'
import { certify } from './certificate.ts'
import { currenciesOf } from './quotes.ts'
import { takeInLists } from './screen.ts'
import { file, type Stage } from './stage.ts'
import { castOf } from './way.ts'
import type { ZoneClient } from './zoneClient.ts'

/** Founds both zones: packs, directory, registers. Done once, by the zones' administrations, before any case. */
export async function foundZones(
  stage: Stage,
  parameters: {
    readonly packs: Readonly<Record<'onshore' | 'offshore', readonly string[]>>
    readonly hosts: Readonly<Record<string, string>>
  },
): Promise<void> {
  await foundZone(stage, stage.onshore, 'onshore', parameters)
  await foundZone(stage, stage.offshore, 'offshore', parameters)
}

export async function foundZone(
  stage: Stage,
  zone: ZoneClient,
  kind: 'onshore' | 'offshore',
  { packs, hosts }: Parameters<typeof foundZones>[1],
): Promise<void> {
  const about = await zone.get<{ zone: string; world: string; name: string; origin: string; verifierKey: string }>(
    '/api/zone',
  )
  zone.readAs(administrators[0])
  const logKey = spelledKey(about.verifierKey, 'log')
  await zone.found('zone.opened', {
    zone: about.zone,
    kind,
    world: about.world,
    name: about.name,
    logKey,
    origin: about.origin,
    administrators: administrators.map((person) => ({ person, key: personKey(stage.seed, person).publicKey })),
  })
  for (const text of packs[kind]) {
    const pack = parsePack(parseCanonical(text))
    const hash = await zone.document(text)
    const { id, kind: of, publisher } = pack.manifest
    await zone.found('pack.published', { hash, pack: id, kind: of, publisher }, [hash])
  }
  await enrolAll(stage, zone, kind)
  await registerAll(stage, zone, kind, hosts)
  await takeInLists(stage, zone, kind)
  await hearAll(zone)
  zone.readAs(directorReads[kind])
}

/** What is heard about policy when a zone begins: the rumour of 2025 beside the notice of February 2026. Nothing of it is confirmed here. */
async function hearAll(zone: ZoneClient): Promise<void> {
  const { notices } = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../packs/notices/notices.json'), 'utf8'),
  ) as Notices
  for (const { id, events, ...notice } of notices) {
    await zone.found('notice.heard', { notice: id, ...notice })
    for (const { by: _, ...event } of events.filter(({ status }) => status === 'reported'))
      await zone.found('notice.moved', { notice: id, ...event })
  }
}

async function enrolAll(stage: Stage, zone: ZoneClient, kind: 'onshore' | 'offshore'): Promise<void> {
  const { organisations, people } = castOf(stage.way)
  const { organ } = stage.way
  for (const { org, role, family, name } of organisations.filter(({ zones }) => zones.includes(kind))) {
    const document = await file(stage, zone, org, 'enrolment', { org, name })
    await zone.found('organisation.enrolled', { org, role, family, name, document }, [document])
    const { publicKey } = paperKeyOf({ seed: stage.seed, party: org })
    const certified = certifiedOrgs.includes(org)
      ? certify({ seed: stage.seed, subject: name, key: publicKey })
      : undefined
    const certificate = certified === undefined ? undefined : await zone.document(certified.pem)
    const voucher = kind === 'onshore' ? 'onshore-administration' : 'offshore-administration'
    await zone.found(
      'key.enrolled',
      {
        key: publicKey,
        holder: org,
        use: 'organisation',
        algorithm: algorithmOf(publicKey)!,
        vouchedBy: voucher,
        document,
        confirmation: { by: voucher, how: 'in-person', document },
        ...(certified === undefined ? {} : { certificate: certificate!, certificateRoot: certified.root }),
      },
      [document, ...(certificate === undefined ? [] : [certificate])],
    )
  }
  if (kind === 'onshore') {
    const document = await file(stage, zone, 'procuratorate', 'supervision-notice', { scope: 'SANDBOX the zone' })
    const reason = 'SANDBOX supervision of the handling of property'
    await zone.found('supervision.granted', { org: 'procuratorate', document, reason }, [document])
  }
  for (const { person, org, roles, name } of people.filter((candidate) => candidate.zone === kind)) {
    const document = await file(stage, zone, org, 'appointment', { person, roles: [...roles] })
    await zone.found('person.enrolled', { person, org, roles: [...roles], personalName: `SANDBOX ${name}` })
    await zone.found(
      'key.enrolled',
      {
        key: personKey(stage.seed, person).publicKey,
        holder: person,
        use: 'person',
        algorithm: algorithmOf(personKey(stage.seed, person).publicKey)!,
        vouchedBy: org,
        document,
        confirmation: { by: org, how: 'in-person', document },
      },
      [document],
    )
  }
  await confirmAll(stage, zone, kind)
  const other = await (kind === 'onshore' ? stage.offshore : stage.onshore).get<{
    zone: string
    verifierKey: string
    witnessKey: string
    name: string
  }>('/api/zone')
  const letter = await file(stage, zone, kind === 'onshore' ? organ : 'trust', 'peer-zone', {
    zone: other.zone,
    verifierKey: other.verifierKey,
    witnessKey: other.witnessKey,
  })
  await zone.found(
    'key.enrolled',
    {
      key: spelledKey(other.verifierKey, 'log'),
      holder: other.zone,
      use: 'log',
      algorithm: algorithmOf(spelledKey(other.verifierKey, 'log'))!,
      vouchedBy: kind === 'onshore' ? organ : 'trust',
      document: letter,
      confirmation: { by: kind === 'onshore' ? organ : 'trust', how: 'call-back', document: letter },
    },
    [letter],
  )
  await zone.found(
    'key.enrolled',
    {
      key: spelledKey(other.witnessKey, 'witness'),
      holder: `${other.zone}-witness`,
      use: 'witness',
      algorithm: algorithmOf(spelledKey(other.witnessKey, 'witness'))!,
      vouchedBy: kind === 'onshore' ? organ : 'trust',
      document: letter,
      confirmation: { by: kind === 'onshore' ? organ : 'trust', how: 'call-back', document: letter },
    },
    [letter],
  )
}

/** Of whom the rehearsal's authority certified the key with which they sign papers. */
const certifiedOrgs: readonly string[] = ['bank-cn', 'bank-hk']

/** Which people asked which holder whether the key is theirs, on another way than it came: those who rely on what the key signs. */
const asked = {
  onshore: [
    { by: 'p-sun', org: 'bank-cn', how: 'call-back' },
    { by: 'p-chen', org: 'court', how: 'in-person' },
  ],
  offshore: [{ by: 'p-lam', org: 'bank-hk', how: 'registered-post' }],
} as const

async function confirmAll(stage: Stage, zone: ZoneClient, kind: 'onshore' | 'offshore'): Promise<void> {
  for (const { by, org, how } of asked[kind]) {
    // Who is not of this way has no key here.
    if (stage.way.absent.includes(org)) continue
    const key = paperKeyOf({ seed: stage.seed, party: org }).publicKey
    const note = `SANDBOX note: ${by} asked ${org} (${how}) and compared the fingerprint ${fingerprintOf(key)}.\n`
    const act = confirmationAct({ person: by, key, how, note })
    await zone.document(note)
    await zone.ofZone(by, act)
  }
}

async function registerAll(
  stage: Stage,
  zone: ZoneClient,
  kind: 'onshore' | 'offshore',
  hosts: Readonly<Record<string, string>>,
): Promise<void> {
  const account = async (
    id: string,
    owner: string,
    bank: string,
    currency: string,
    number: string,
    purpose: string,
    drawnBy: readonly string[],
  ): Promise<void> => {
    const document = await file(stage, zone, bank === 'treasury-cn' ? 'bank-cn' : bank, 'account-confirmation', {
      number,
      owner,
      currency,
      purpose,
    })
    await zone.found(
      'account.registered',
      { account: id, owner, bank, currency, number, purpose, drawnBy: [...drawnBy], document },
      [document],
    )
  }
  if (kind === 'onshore') {
    const { deposit, treasury, account: home } = stage.way
    if (home.bank !== undefined) {
      await account(home.id, home.owner, home.bank, home.currency ?? 'CNY', home.number, 'case-money', [home.owner])
      return
    }
    await account('psb-case', 'psb', 'bank-cn', 'CNY', 'SBX-CN-CASE', 'case-money', ['psb'])
    await account('court-case', 'court', 'bank-cn', 'CNY', 'SBX-CN-COURT', 'court-money', ['court'])
    await account('procuratorate-case', 'procuratorate', 'bank-cn', 'CNY', 'SBX-CN-PROCURATORATE', 'case-money', [
      'procuratorate',
    ])
    await account(deposit.id, deposit.owner, 'bank-cn', 'CNY', deposit.number, 'deposit', [deposit.owner])
    await account(treasury.id, treasury.owner, 'treasury-cn', 'CNY', treasury.number, 'treasury', [])
    await zone.found('provider.registered', {
      org: 'provider',
      qualification: 'SANDBOX service institution',
      from: '2025-06-05T00:00:00.000Z',
      source: 'SANDBOX selection minutes',
    })
    return
  }
  for (const currency of currenciesOf(stage)) {
    const number = trustAccounts[currency]!
    await account(`trust-${currency.toLowerCase()}`, 'trust', 'bank-hk', currency, number, 'trust', ['trust'])
  }
  for (const [desk, number] of Object.entries(accountOfDesk))
    await account(bidderAccount(desk), desk, 'bank-hk', 'USD', number, 'bidder', [desk])
  const { id: payeeId, payee, number, bank = 'bank-cn', currency = 'CNY' } = stage.way.account
  await account(payeeId, payee, bank, currency, number, 'case-money', [payee])
  const licence = (entity: string, from: string): object => ({
    entity,
    regulator: 'SANDBOX SFC',
    licence: `SANDBOX VASP ${entity}`,
    assets: [stage.traded.asset],
    clientTypes: ['institutional-professional'],
    hosts: hosts[entity] === undefined ? [] : [hosts[entity]],
    accountOwners: ['trust'],
    from,
    source: 'SANDBOX register',
  })
  await zone.found('licence.registered', licence(platformA, '2022-11-09T00:00:00.000Z') as never)
  await zone.found('licence.registered', licence(platformB, '2020-12-15T00:00:00.000Z') as never)
  await zone.found('licence.registered', licence(platformC, '2027-01-01T00:00:00.000Z') as never)
}
