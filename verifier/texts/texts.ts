import type { CutReader } from '../../src/core/bundle/readers.ts'
import type { Language } from '../../src/core/rules/pack.ts'
import type {
  ChainShown,
  FaultKind,
  KeyUse,
  LogIncidentShown,
  LogUse,
  Notice,
  NotProved,
  RuleUnmet,
  TimeProved,
  WithheldItem,
  WitnessRelation,
} from '../report.ts'
import { en } from './en.ts'
import { zhCN } from './zhCN.ts'
import { zhHK } from './zhHK.ts'

/** Every sentence of a report; a missing key does not compile. */
export interface ReportTexts {
  readonly title: string
  readonly holds: string
  /** Where decisions could not be made again for want of what is withheld. */
  readonly holdsInPart: (replayed: number, entries: number) => string
  readonly fails: (count: number) => string
  readonly noBundle: string
  readonly rehearsal: string
  readonly cut: (reader: string) => string
  readonly readers: Readonly<Record<CutReader, string>>
  readonly firstFault: string
  readonly signersKnown: string
  readonly signersUnknown: string
  readonly cutFor: (cut: { readonly zone: string; readonly reader: string; readonly rule: string }) => string
  readonly keysTitle: string
  readonly uses: Readonly<Record<KeyUse['use'], string>>
  readonly key: (key: {
    readonly use: string
    readonly holder: string
    readonly zone: string
    readonly vouchedBy: string
    /** How it was shown that the key is the holder's. */
    readonly shown: string
    readonly from: string
    readonly until: string
    readonly signatures: number
    readonly fingerprint: string
    readonly follows: string
    /** On whose word it is the holder's, with who confirmed it and how; and its certificate. */
    readonly word: string
    readonly certified: string
  }) => string
  readonly confirmed: (by: string, how: string) => string
  readonly notConfirmed: string
  /** Between parts of a sentence. */
  readonly comma: string
  readonly colon: string
  /** In the place of a name that the bundle does not say. */
  readonly unnamed: Readonly<Record<'unknown' | 'nobody' | 'withheld', string>>
  /** How somebody was asked out of band; other words stay as they are. */
  readonly hows: Readonly<Record<string, string>>
  readonly certificate: (document: string, shown: boolean) => string
  readonly noCertificate: string
  readonly administrator: string
  readonly trusted: string
  readonly notTrusted: string
  readonly open: string
  /** Holder, key, who vouches and how that is shown and confirmed, interval, signatures, whether given from outside. */
  readonly keyHead: readonly string[]
  readonly shownBy: Readonly<Record<KeyUse['shownBy'], string>>
  /** On what kind of word a key is its holder's. */
  readonly vouching: Readonly<Record<KeyUse['vouching'], string>>
  readonly packsTitle: string
  /** Said first where packs decided that nobody outside named. */
  readonly packsUnknown: (names: string) => string
  readonly pack: (pack: {
    readonly id: string
    readonly version: string
    readonly publisher: string
    readonly decided: number
    readonly hash: string
  }) => string
  readonly logsTitle: string
  readonly log: (log: {
    readonly origin: string
    readonly operator: string
    readonly hash: string
    readonly algorithms: readonly string[]
    readonly size: number
    readonly root: string
  }) => string
  readonly witnesses: (names: string) => string
  readonly noWitness: string
  readonly relations: Readonly<Record<WitnessRelation, string>>
  /** What no record of ours shows of logs and witnesses. */
  readonly machinesUnknown: string
  readonly unknownSignatures: (names: string) => string
  readonly independence: Readonly<Record<LogUse['independence'], string>>
  readonly timesTitle: string
  /** Before the last of so many. */
  readonly times: (count: number) => string
  /** The last, with all that it covers. */
  readonly time: (time: TimeProved) => string
  readonly logIncidentsTitle: string
  readonly logIncident: (incident: LogIncidentShown) => string
  readonly chainTitle: string
  readonly chain: (chain: ChainShown) => string
  readonly eachTimeTitle: string
  /** Time, zone, entries of the log below it, of the bundle that no earlier one covers, authority. */
  readonly timeHead: readonly string[]
  readonly notProvedTitle: string
  readonly notProved: Readonly<Record<NotProved, string>>
  readonly noticesTitle: string
  readonly notice: (notice: Notice) => string
  readonly faultsTitle: string
  readonly faults: Readonly<Record<FaultKind, string>>
  readonly at: (place: {
    readonly zone: string
    readonly index: number
    readonly kind: string
    readonly recordedAt: string
  }) => string
  readonly line: (line: number) => string
  /** A rule that is not met, after the fault that names it. */
  readonly unmet: (rule: RuleUnmet) => string
  readonly omitted: (count: number) => string
  readonly provedTitle: string
  readonly counts: (counts: {
    readonly replayed: number
    readonly entries: number
    readonly facts: number
    readonly postings: number
    readonly documents: number
    readonly signatures: number
  }) => string
  readonly attestedTitle: string
  readonly attestedBy: (row: { readonly by: string; readonly facts: string }) => string
  readonly actorsWord: string
  readonly zonesWord: string
  readonly withheldTitle: string
  readonly deleted: (about: { readonly at: string; readonly duty: string; readonly source: string }) => string
  readonly withheldKinds: Readonly<Record<WithheldItem['what'], string>>
  readonly stagesTitle: string
  /** What reached a stage: the case, or a lot or tranche with its name. */
  readonly subjects: Readonly<Record<'case' | 'lot' | 'tranche', string>>
  readonly moneyTitle: string
  readonly money: (row: {
    readonly currency: string
    readonly gross: string
    readonly fees: string
    readonly net: string
    readonly credited: string
    readonly claimants: string
    readonly treasury: string
  }) => string
  readonly postingsTitle: string
  /** Time, zone, kind, account, asset, units. */
  readonly postingHead: readonly string[]
  readonly rulesTitle: string
  /** Rule, what it says, pack, source, entries. */
  readonly ruleHead: readonly string[]
  readonly holdingsTitle: string
  readonly holding: (row: {
    readonly asset: string
    readonly seized: string
    readonly sold: string
    readonly returned: string
    readonly networkFees: string
    readonly inCustody: string
  }) => string
  readonly account: (account: { readonly owner: string; readonly bank: string; readonly number: string }) => string
  readonly inTransit: (asset: string, units: string) => string
}

export const reportTexts: Readonly<Record<Language, ReportTexts>> = { 'zh-CN': zhCN, 'zh-HK': zhHK, en }
