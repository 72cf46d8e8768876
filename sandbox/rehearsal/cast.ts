import { bytesToHex, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import { publicKeyOf, type SecretKey } from '../../src/core/record/publicKeys.ts'
import { secretOf } from '../profile.ts'

/** An organisation of the rehearsal. Every name starts with SANDBOX, so that no paper of it can pass for a real one. */
export interface CastOrganisation {
  readonly org: string
  readonly role: string
  readonly family: string
  readonly name: string
  readonly zones: readonly ('onshore' | 'offshore')[]
}

export interface CastPerson {
  readonly person: string
  readonly org: string
  readonly roles: readonly string[]
  readonly name: string
  readonly zone: 'onshore' | 'offshore'
  /** The models in which there is somebody like that; absent: all. */
  readonly models?: readonly string[]
}

export const platformA = 'sandbox-venue-a'
export const platformB = 'sandbox-venue-b'
/** A platform whose licence begins only later: what is refused first. */
export const platformC = 'sandbox-venue-c'

const on = ['onshore'] as const
const off = ['offshore'] as const
const both = ['onshore', 'offshore'] as const

export const organisations: readonly CastOrganisation[] = [
  { org: 'psb', role: 'public-security', family: 'state-beijing', name: 'SANDBOX 顺义公安分局', zones: on },
  { org: 'finance-bureau', role: 'finance', family: 'state-finance', name: 'SANDBOX 财政局', zones: on },
  { org: 'court', role: 'court', family: 'state-court', name: 'SANDBOX 人民法院', zones: on },
  { org: 'procuratorate', role: 'procuratorate', family: 'state-procuratorate', name: 'SANDBOX 人民检察院', zones: on },
  { org: 'cbex', role: 'entrusted-agency', family: 'cbex', name: 'SANDBOX 北京产权交易所', zones: on },
  { org: 'institute', role: 'technical-body', family: 'institute', name: 'SANDBOX 技术研究所', zones: on },
  {
    org: 'provider',
    role: 'service-institution',
    family: 'provider-group',
    name: 'SANDBOX 安全技术服务公司',
    zones: both,
  },
  { org: 'bank-cn', role: 'bank', family: 'bank-cn', name: 'SANDBOX 京津银行', zones: both },
  { org: 'bank-de', role: 'bank', family: 'bank-de', name: 'SANDBOX Landesbank', zones: both },
  { org: 'treasury-cn', role: 'bank', family: 'state-treasury', name: 'SANDBOX 国库经收处', zones: on },
  { org: 'safe', role: 'foreign-exchange', family: 'state-safe', name: 'SANDBOX 外汇管理局', zones: both },
  { org: 'victim', role: 'claimant', family: 'victim', name: 'SANDBOX 被害人甲', zones: on },
  { org: 'trust', role: 'account-holder', family: 'trust-group', name: 'SANDBOX Harbour Trust', zones: off },
  { org: 'bank-hk', role: 'bank', family: 'bank-hk', name: 'SANDBOX Harbour Bank', zones: off },
  { org: 'counsel', role: 'counsel', family: 'counsel', name: 'SANDBOX Counsel', zones: both },
  { org: 'observer', role: 'price-observer', family: 'observer', name: 'SANDBOX Observer', zones: off },
  { org: 'desk', role: 'desk', family: 'desk', name: 'SANDBOX Desk', zones: off },
  { org: 'desk-fix', role: 'desk', family: 'desk-fix', name: 'SANDBOX FIX Desk', zones: off },
  { org: platformA, role: 'platform', family: 'venue-a', name: 'SANDBOX Platform A', zones: off },
  { org: platformB, role: 'platform', family: 'venue-b', name: 'SANDBOX Platform B', zones: off },
  { org: platformC, role: 'platform', family: 'venue-c', name: 'SANDBOX Platform C', zones: off },
  {
    org: 'psb-payee',
    role: 'public-security',
    family: 'state-beijing',
    name: 'SANDBOX 顺义公安分局（收款）',
    zones: off,
  },
  { org: 'agency', role: 'entrusted-agency', family: 'agency', name: 'SANDBOX 资产处置服务机构', zones: on },
  { org: 'court-payee', role: 'court', family: 'state-court', name: 'SANDBOX 人民法院（收款）', zones: off },
]

export const people: readonly CastPerson[] = [
  { person: 'p-zhang', org: 'psb', roles: ['case-officer'], name: '张', zone: 'onshore' },
  { person: 'p-li', org: 'psb', roles: ['investigator'], name: '李', zone: 'onshore' },
  { person: 'p-liu', org: 'psb', roles: ['investigator'], name: '刘', zone: 'onshore' },
  { person: 'p-wang', org: 'psb', roles: ['property-manager'], name: '王', zone: 'onshore' },
  { person: 'p-chen', org: 'psb', roles: ['legal-affairs'], name: '陈', zone: 'onshore' },
  { person: 'p-zhao', org: 'psb', roles: ['principal-head'], name: '赵', zone: 'onshore' },
  { person: 'p-sun', org: 'psb', roles: ['finance'], name: '孙', zone: 'onshore' },
  { person: 'p-kou', org: 'psb', roles: ['custodian'], name: '寇', zone: 'onshore' },
  { person: 'p-ma', org: 'institute', roles: ['custodian'], name: '马', zone: 'onshore' },
  { person: 'p-gao', org: 'finance-bureau', roles: ['custodian'], name: '高', zone: 'onshore' },
  { person: 'p-shen', org: 'court', roles: ['court-clerk'], name: '沈', zone: 'onshore' },
  { person: 'p-yan', org: 'procuratorate', roles: ['procurator'], name: '严', zone: 'onshore' },
  { person: 'p-qian', org: 'cbex', roles: ['cbex-officer'], name: '钱', zone: 'onshore' },
  { person: 'p-zhou', org: 'cbex', roles: ['cbex-approver'], name: '周', zone: 'onshore' },
  { person: 'p-xie', org: 'court', roles: ['principal-head'], name: '谢', zone: 'onshore' },
  { person: 'p-tao', org: 'court', roles: ['legal-affairs'], name: '陶', zone: 'onshore' },
  { person: 'p-fang', org: 'court', roles: ['finance'], name: '方', zone: 'onshore' },
  { person: 'p-lu', org: 'agency', roles: ['agent-officer'], name: '陆', zone: 'onshore' },
  { person: 'p-shi', org: 'agency', roles: ['agent-approver'], name: '施', zone: 'onshore' },
  { person: 'p-vogt', org: 'procuratorate', roles: ['prosecutor'], name: 'Vogt', zone: 'onshore', models: ['saxony'] },
  { person: 'p-lam', org: 'trust', roles: ['trust-officer'], name: 'Lam', zone: 'offshore' },
  { person: 'p-ho', org: 'trust', roles: ['trader'], name: 'Ho', zone: 'offshore' },
  { person: 'p-ng', org: 'trust', roles: ['compliance-officer'], name: 'Ng', zone: 'offshore' },
]

/** Through whose eyes the director looks at each zone: of the organisation whose case it is there. */
export const directorReads = { onshore: 'p-zhang', offshore: 'p-lam' } as const

/** Who administers each zone; they take part in no case. */
export const administrators = ['p-admin-1', 'p-admin-2'] as const

/** A person's signing key, from the seed: the rehearsal's people sign with Ed25519, outside every server. */
export function personKey(seed: string, person: string): { readonly secretKey: SecretKey; readonly publicKey: string } {
  const secretKey = secretOf(
    seed,
    hmacSha256(utf8ToBytes('sluice/sandbox/person/1'), utf8ToBytes(`${seed}\n${person}`)),
  )
  return { secretKey, publicKey: publicKeyOf(secretKey) }
}

/** The key file of a person, as the command line reads it. */
export function keyFileOf(parameters: {
  readonly seed: string
  readonly person: string
  readonly org: string
  readonly role: string
}): string {
  const { seed, person, org, role } = parameters
  const { secretKey } = personKey(seed, person)
  const key =
    secretKey instanceof Uint8Array
      ? { secretKey: bytesToHex(secretKey) }
      : { algorithm: secretKey.algorithm, secretKey: bytesToHex(secretKey.secretKey) }
  return `${JSON.stringify({ mark: 'SANDBOX', person, org, role, ...key })}\n`
}

export function personOf(person: string): CastPerson {
  const found = people.find((candidate) => candidate.person === person)
  if (found === undefined) throw new TypeError(`nobody in the cast is called ${person}`)
  return found
}
