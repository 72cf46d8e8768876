import type { Currency } from '../../src/core/money/currency.ts'
import type { Json } from '../../src/core/record/jcs.ts'

/** A bank of the rehearsal. Its name starts with SANDBOX whatever is given. */
export interface InstitutionOptions {
  readonly id: string
  readonly name: string
  readonly bic: string
  /** `mainland` and `germany` keep foreign currency apart until it is settled into their own. */
  readonly place: 'mainland' | 'hong-kong' | 'germany'
}

export interface AccountOptions {
  readonly number: string
  readonly institution: string
  /** Organisation id. */
  readonly owner: string
  readonly name: string
  readonly currency: Currency
  /** `case-money`, `deposit`, `trust`, `treasury`, `own`. */
  readonly purpose: string
  /** Organisations that may order payments from it; an escrow does not list who paid in. */
  readonly drawnBy: readonly string[]
  /** Organisations that may read it beside its owner and those who draw. */
  readonly readBy?: readonly string[]
  /** Minor units at the start. */
  readonly openingMinor?: bigint
  /** Persons who sign its payments; without it the file alone is enough. */
  readonly mandate?: { readonly threshold: number; readonly keys: readonly string[] }
}

export interface ChargeOptions {
  /** What the sending bank takes for a payment abroad, in a line of its own. Minor units by currency. */
  readonly outgoingMinor: Readonly<Partial<Record<Currency, bigint>>>
  /** What the correspondent takes off on the way. Minor units by currency. */
  readonly correspondentMinor: Readonly<Partial<Record<Currency, bigint>>>
  /** The bank's fee for a settlement, in fen. */
  readonly settlementFen: bigint
}

export interface BankOptions {
  readonly seed: string | number
  /** Told time in ms since 1970. The banks have no other. */
  readonly clock: () => number
  readonly institutions?: readonly InstitutionOptions[]
  readonly accounts?: readonly AccountOptions[]
  readonly charges?: Partial<ChargeOptions>
  /** What one unit of the currency is in the account's own at a moment, as decimal text. Default: a fixed table. */
  readonly rate?: (parameters: {
    readonly currency: Currency
    readonly into: Currency
    readonly atMs: number
  }) => string
  /** Time that a payment between institutions takes. Default 0. */
  readonly delayMs?: { readonly domestic?: number; readonly crossBorder?: number }
  /** Signs what an institution issues, and returns the paper's text. Default: a key from the seed. */
  readonly sign?: SignPaper
  /** Default 0: any free port of 127.0.0.1. */
  readonly port?: number
}

export type SignPaper = (paper: UnsignedPaper) => string

export interface UnsignedPaper {
  readonly institution: string
  readonly type: string
  readonly issuedAt: string
  readonly body: PaperBody
}

export type PaperBody = { readonly [key: string]: Json }

export const institutionsByDefault: readonly InstitutionOptions[] = [
  { id: 'bank-hk', name: 'Harbour Bank', bic: 'SBXAHKHH', place: 'hong-kong' },
  { id: 'bank-cn', name: '京津银行', bic: 'SBXBCNBJ', place: 'mainland' },
  { id: 'bank-de', name: 'Landesbank', bic: 'SBXDDE88', place: 'germany' },
  { id: 'treasury-cn', name: '国库经收处', bic: 'SBXTCNBJ', place: 'mainland' },
]

/** The accounts of the rehearsal case. Organisation ids are those that the seed's directory uses; hand in others where it differs. */
export const accountsByDefault: readonly AccountOptions[] = [
  {
    number: 'SBX-HK-TRUST-USD',
    institution: 'bank-hk',
    owner: 'trust',
    name: 'Trust account USD',
    currency: 'USD',
    purpose: 'trust',
    drawnBy: ['trust'],
  },
  {
    number: 'SBX-HK-TRUST-HKD',
    institution: 'bank-hk',
    owner: 'trust',
    name: 'Trust account HKD',
    currency: 'HKD',
    purpose: 'trust',
    drawnBy: ['trust'],
  },
  {
    number: 'SBX-HK-DESK-USD',
    institution: 'bank-hk',
    owner: 'desk',
    name: 'SANDBOX Desk',
    currency: 'USD',
    purpose: 'own',
    drawnBy: ['desk'],
    openingMinor: 100_000_000_000n,
  },
  {
    number: 'SBX-HK-DESK-FIX-USD',
    institution: 'bank-hk',
    owner: 'desk-fix',
    name: 'SANDBOX FIX Desk',
    currency: 'USD',
    purpose: 'own',
    drawnBy: ['desk-fix'],
    openingMinor: 100_000_000_000n,
  },
  {
    number: 'SBX-CN-CASE',
    institution: 'bank-cn',
    owner: 'psb',
    name: '涉案款专用账户',
    currency: 'CNY',
    purpose: 'case-money',
    drawnBy: ['psb'],
  },
  {
    number: 'SBX-CN-COURT',
    institution: 'bank-cn',
    owner: 'court',
    name: '案款专属账户',
    currency: 'CNY',
    purpose: 'court-money',
    drawnBy: ['court'],
  },
  {
    number: 'SBX-CN-COURT-DEPOSIT',
    institution: 'bank-cn',
    owner: 'court',
    name: '履约担保金专户',
    currency: 'CNY',
    purpose: 'deposit',
    drawnBy: ['court'],
    readBy: ['provider'],
  },
  {
    number: 'SBX-DE-JUSTICE',
    institution: 'bank-de',
    owner: 'psb',
    name: 'Hinterlegung',
    currency: 'EUR',
    purpose: 'case-money',
    drawnBy: ['psb'],
  },
  {
    number: 'SBX-CN-DEPOSIT',
    institution: 'bank-cn',
    owner: 'cbex',
    name: '履约保证金专户',
    currency: 'CNY',
    purpose: 'deposit',
    drawnBy: ['cbex'],
    readBy: ['provider'],
  },
  {
    number: 'SBX-CN-PROVIDER',
    institution: 'bank-cn',
    owner: 'provider',
    name: '服务机构结算户',
    currency: 'CNY',
    purpose: 'own',
    drawnBy: ['provider'],
    openingMinor: 50_000_000_000n,
  },
  {
    number: 'SBX-CN-TREASURY',
    institution: 'treasury-cn',
    owner: 'treasury',
    name: '国库待缴专户',
    currency: 'CNY',
    purpose: 'treasury',
    drawnBy: [],
  },
]

export const chargesByDefault: ChargeOptions = {
  // None, so that a whole balance can be remitted; a rehearsal that wants them names them.
  outgoingMinor: {},
  correspondentMinor: { USD: 3_500n, HKD: 27_000n },
  settlementFen: 20_000n,
}

const rates: Readonly<Partial<Record<Currency, Readonly<Partial<Record<Currency, string>>>>>> = {
  CNY: { USD: '7.1034', HKD: '0.9124' },
  HKD: { USD: '7.8' },
  EUR: { USD: '0.9215', HKD: '0.1184' },
}

export function rateByDefault({ currency, into }: { readonly currency: Currency; readonly into: Currency }): string {
  return rates[into]?.[currency] ?? '1'
}
