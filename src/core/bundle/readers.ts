import type { Json } from '../record/jcs.ts'

/** For whom a bundle can be cut. */
export const cutReaders = ['court', 'defence', 'victim', 'platform', 'public'] as const
export type CutReader = (typeof cutReaders)[number]

/** Name of these lists, as a cut states it. A list that changes in meaning gets the next number. */
export const readersRule = 'sluice/readers/1'

/** Which entries of a kind a reader sees: those where a field has one of some values, is the reader, or is among a field's values of another kind. */
export type Only =
  | { readonly field: string; readonly in: readonly Json[] }
  | { readonly field: string; readonly is: 'reader' }
  | { readonly field: string; readonly among: { readonly kind: string; readonly field: string } }

/** What a reader sees of a kind. `facts` stands for all of them; a field that is not named is withheld, a kind that is not named is hidden whole. */
export interface KindView {
  readonly fields: readonly string[]
  readonly only?: Only
}

export interface ReaderView {
  /** `all` for who decides; else an allow-list by kind. */
  readonly kinds: 'all' | Readonly<Record<string, KindView>>
  /** Documents that go along: those that a shown payload names, or the packs of rules alone. */
  readonly documents: 'named' | 'packs'
  /** Whether the reader must be named: whose claim, which platform. */
  readonly names?: string
  /** Whether reserve, plan and tranche sizes stay closed until the last fill. */
  readonly sealed: boolean
  /** Why: rule and what it asks. */
  readonly why: readonly { readonly source: string; readonly says: string }[]
}

const payload = (names: string): string[] => names.split(' ').map((name) => `payload.${name}`)
const act = ['actor', 'subject', 'documents', 'decision', 'action', 'facts']
/** The whole of an entry, as far as its payload is named here: a field that a kind gets later is withheld until somebody lists it. */
const whole = (names: string): KindView => ({ fields: [...act, ...payload(names)] })
const some = (names: string, only?: Only): KindView => ({
  fields: ['subject', ...(names === '' ? [] : payload(names))],
  ...(only === undefined ? {} : { only }),
})

/** What shows whose log it is and by which law was decided: no person, no account. */
const base: Readonly<Record<string, KindView>> = {
  'zone.opened': { fields: payload('zone kind world name logKey origin') },
  'pack.published': { fields: ['documents', 'decision', ...payload('hash pack kind publisher')] },
  'key.enrolled': {
    fields: payload('key holder use algorithm until vouchedBy'),
    only: { field: 'payload.use', in: ['log', 'witness'] },
  },
}

/** Roles of organisations that are people: who claims is not named to others. */
const bodies: Only = {
  field: 'payload.role',
  in: [
    'public-security', 'finance', 'court', 'procuratorate', 'entrusted-agency', 'technical-body', 'service-institution', 'bank',
    'foreign-exchange', 'account-holder', 'counsel', 'price-observer', 'platform', 'desk',
  ],
} // biome-ignore format: a list

/**
 * The allow-lists, one for each reader. Kinds that no list names (proposals and approvals, holds, incidents, what crossed, people, administration) are
 * shown to the court alone: holds and incidents because a stop must look like any other silence, people because no reader needs them.
 */
export const readerViews: Readonly<Record<CutReader, ReaderView>> = {
  court: {
    kinds: 'all',
    documents: 'named',
    sealed: false,
    why: [
      { source: 'CPL 245', says: 'the court disposes of what was seized by its judgment, and has it checked' },
      { source: 'SPC-2021 279, 442', says: 'the court examines who the property belongs to and where it came from' },
    ],
  },
  defence: {
    kinds: {
      ...base,
      'organisation.enrolled': { fields: payload('org role name'), only: bodies },
      'case.opened': whole('caseNumber filedOn filing jurisdiction model organ outOfArea'),
      'seizure.decided': whole('decision measure necessities officers relatedness startsOn'),
      'seizure.listed': whole('copies holderAbsence holderSigned investigators lines list onSpot witnessSigned'),
      'custody.prepared': some('network ceremony'),
      'custody.secured': whole('moves pathsSwept recording residuals'),
      'inventory.recorded': whole('differences handedOverAt lines manager'),
      'lot.classified': whole('claims evidenceInKind lines outcome taint tradable'),
      'basis.judged': whole('judgment mapping outcome serviceLateReason serviceOn'),
      'entrustment.made': whole('agreement feeAuthority framework letter scope'),
      'entrustment.accepted': whole('asset designation letter mandateUntil units'),
      'transfer.approved': some('asset fee network pays purpose transfer'),
      'transfer.confirmed': whole('asset pays proof purpose transfer txid'),
      'transfer.failed': whole('proof purpose transfer txid'),
      'coins.arrived': some('asset platform txid units'),
      'reserve.set': whole('asset currency floor method snapshot validUntil'),
      'reserve.confirmed': some('answer currency floor snapshot'),
      'sale.started': some('consequence deadline floor method participationCapPpm'),
      'orders.opened': some('lot tranche'),
      'order.placed': some('asset platform price units'),
      'order.reported': some('asset fee fills gross state units'),
      'sale.closed': whole('asset currency orders rows'),
      'sale.settled': whole('asOf asset currency orders rows'),
      'proceeds.booked': some('currency feeAuthority rows withdrawalFee'),
      'remittance.reported': some('amount currency'),
      'fx.approved': some('branch ceiling currency from number until'),
      'fx.settled': some('bankFee bopNumber charges currency rate received remitted rmb rmbGross'),
      'money.credited': some('amount others reference'),
      'distribution.decided': some('count lots method pot root shares total'),
      'treasury.paid': some('amount reference'),
      'return.decided': some(''),
      'lot.returned': some('collectedByOfficer'),
      'case.closed': some('retentionBasis retentionYears'),
    },
    documents: 'named',
    sealed: true,
    why: [
      { source: 'CPL 40', says: 'from the examination for prosecution on, counsel may read, extract and copy the file' },
      { source: 'SPC-2021 53', says: 'what by law is not public is not part of what counsel reads' },
      { source: 'CPL 54', says: 'state secrets, trade secrets and private matters in evidence are kept: deposits, wallets in use' },
      { source: 'PIPL 6, 28', says: 'of other people no more than the purpose needs: claimants, their addresses and identity papers' },
      { source: 'AML 7; G 7.6', says: 'no stop of a platform or bank, and nothing from which one could be read' },
    ],
  },
  victim: {
    kinds: {
      ...base,
      'case.opened': some('caseNumber organ'),
      'return.decided': some('claimant address control identity', { field: 'payload.claimant', is: 'reader' }),
      // The root over salted leaves says nothing of anybody, and lets who has a proof check it.
      'distribution.decided': some('root'),
      'lot.returned': some('collectedByOfficer', {
        field: 'subject.lot',
        among: { kind: 'return.decided', field: 'subject.lot' },
      }),
    },
    documents: 'packs',
    names: 'the claimant whose claim it is',
    sealed: true,
    why: [
      { source: 'CPL 245', says: 'lawful property of the victim is returned in time: the own claim and what became of it' },
      { source: 'PIPL 6', says: 'and no more than that purpose needs: no other claim, no person, no sum that shows one' },
    ],
  },
  platform: {
    kinds: {
      ...base,
      'licence.registered': some('entity regulator licence assets clientTypes hosts from until source', {
        field: 'payload.entity',
        is: 'reader',
      }),
      'clearance.given': some('platform states asset clientType accountHolder', {
        field: 'payload.platform',
        is: 'reader',
      }),
      'address.issued': some('platform address testUnits particulars thirdParty', {
        field: 'payload.platform',
        is: 'reader',
      }),
      'coins.received': some('platform asset transfer txid units short', { field: 'payload.platform', is: 'reader' }),
      'coins.returned': some('platform asset units fee txid', { field: 'payload.platform', is: 'reader' }),
      'rest.declared': some('platform asset units ground', { field: 'payload.platform', is: 'reader' }),
      'order.placed': some('platform asset clientOrderId host price symbol units', {
        field: 'payload.platform',
        is: 'reader',
      }),
      'order.reported': some('asset clientOrderId fee fills gross state units', {
        field: 'payload.clientOrderId',
        among: { kind: 'order.placed', field: 'payload.clientOrderId' },
      }),
    },
    documents: 'packs',
    names: 'the platform, as the offshore zone enrolled it',
    sealed: true,
    why: [
      { source: 'PIPL 36, 37', says: 'personal data of a state organ leaves the mainland after a security assessment only: no person, not even who acted' },
      { source: 'Auction Law 28', says: 'a reserve is kept secret where the principal asks it' },
      { source: 'AML 7; G 7.6', says: 'what another institution answered is not told to this one' },
      { source: 'G 12.14.2(b)', says: 'what the platform itself must keep of the transfer that it receives' },
    ],
  },
  public: {
    kinds: {
      ...base,
      'basis.judged': some('outcome', { field: 'fact.judgmentEffective.value.ok', in: [true] }),
    },
    documents: 'packs',
    sealed: true,
    why: [
      { source: 'CPL 202', says: 'a judgment is pronounced in public: its outcome for a lot, once it is effective' },
      { source: 'PIPL 6, 19', says: 'no person, no account, no address, nothing of those who are not convicted' },
    ],
  },
} // biome-ignore format: sentences of sources stay on their line
