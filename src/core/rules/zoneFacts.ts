import type { KindContract } from './facts.ts'

const both = ['onshore', 'offshore'] as const

/** What rules may read of a zone's own streams: directory, registers, packs. */
export const zoneContracts: Readonly<Record<string, KindContract>> = {
  'zone.opened': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', founders: 'verdict', zoneNamed: 'verdict' },
  },
  'machine.begun': { zones: both, stream: 'directory', facts: { administrators: 'verdict', nextMachine: 'verdict' } },
  'organisation.enrolled': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool' },
  },
  'tie.declared': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool', tieNew: 'verdict' },
  },
  'tie.changed': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool', tieStands: 'verdict' },
  },
  'tie.ended': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool', tieStands: 'verdict' },
  },
  'person.enrolled': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', organisationKnown: 'verdict' },
  },
  'key.enrolled': {
    zones: both,
    stream: 'directory',
    facts: {
      administrators: 'verdict',
      documentHeld: 'Bool',
      holderKnown: 'verdict',
      keyUnused: 'verdict',
      vouched: 'verdict',
      keyFits: 'verdict',
      confirmed: 'verdict',
      certified: 'verdict',
    },
  },
  'key.confirmed': {
    zones: both,
    stream: 'directory',
    facts: { keyStands: 'verdict', signedByActor: 'verdict', relies: 'verdict', documentHeld: 'Bool' },
  },
  'administrators.changed': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', administratorsApart: 'verdict' },
  },
  'organisationKey.rotated': {
    zones: both,
    stream: 'directory',
    facts: {
      administrators: 'verdict',
      oldInForce: 'verdict',
      keyUnused: 'verdict',
      underOldKey: 'verdict',
      heldByNew: 'verdict',
    },
  },
  'key.replaced': {
    zones: both,
    stream: 'directory',
    facts: { oldSigned: 'verdict', newSigned: 'verdict', keyUnused: 'verdict', keyFits: 'verdict' },
  },
  'value.deleted': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', dutyStated: 'verdict', deletable: 'verdict' },
  },
  'supervision.granted': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool', supervisor: 'verdict' },
  },
  'supervision.withdrawn': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', supervises: 'verdict' },
  },
  'vault.shown': {
    zones: both,
    stream: 'directory',
    facts: { reasonGiven: 'Bool', shownTo: 'verdict', signedByReader: 'verdict' },
  },
  'key.revoked': { zones: both, stream: 'directory', facts: { administrators: 'verdict', keyKnown: 'verdict' } },
  'logKey.rotated': {
    zones: both,
    stream: 'directory',
    facts: {
      administrators: 'verdict',
      oldInForce: 'verdict',
      keyUnused: 'verdict',
      underOldKey: 'verdict',
      heldByNew: 'verdict',
    },
  },
  'logKey.replaced': {
    zones: both,
    stream: 'directory',
    facts: {
      administrators: 'verdict',
      oldKnown: 'verdict',
      keyUnused: 'verdict',
      heldByNew: 'verdict',
      byOtherZone: 'verdict',
    },
  },
  'incident.witnessed': {
    zones: both,
    stream: 'directory',
    facts: { reporter: 'verdict', bothSigned: 'verdict', contradict: 'verdict' },
  },
  'account.registered': {
    zones: both,
    stream: 'directory',
    facts: { administrators: 'verdict', documentHeld: 'Bool', ownerKnown: 'verdict' },
  },
  'licence.registered': { zones: both, stream: 'registers', facts: { administrators: 'verdict', sourceNamed: 'Bool' } },
  'licences.imported': {
    zones: both,
    stream: 'registers',
    facts: { administrators: 'verdict', documentHeld: 'Bool', sourceNamed: 'Bool', changesRecompute: 'verdict' },
  },
  'list.imported': {
    zones: both,
    stream: 'registers',
    facts: {
      administrators: 'verdict',
      documentHeld: 'Bool',
      listFits: 'verdict',
      changesRecompute: 'verdict',
    },
  },
  'notice.heard': { zones: both, stream: 'packs', facts: { signatures: 'verdict', newNotice: 'verdict' } },
  'notice.moved': {
    zones: both,
    stream: 'packs',
    facts: { signatures: 'verdict', wayOpen: 'verdict', issuersText: 'Bool' },
  },
  'provider.registered': {
    zones: both,
    stream: 'registers',
    facts: { administrators: 'verdict', sourceNamed: 'Bool' },
  },
  'override.given': {
    zones: both,
    stream: 'packs',
    facts: {
      ruleUnverified: 'verdict',
      kindFits: 'verdict',
      documentHeld: 'Bool',
      giver: 'verdict',
      approver: 'verdict',
      approvedBy: 'String',
      personCap: 'verdict',
      organCap: 'verdict',
    },
  },
  'override.withdrawn': {
    zones: both,
    stream: 'packs',
    facts: { overrideStands: 'verdict', signedByActor: 'verdict' },
  },
  'pack.published': {
    zones: both,
    stream: 'packs',
    facts: { administrators: 'verdict', documentHeld: 'Bool', noticeConfirmed: 'verdict' },
  },
}
