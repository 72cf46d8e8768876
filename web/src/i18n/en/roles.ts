import type { roles as base } from '../zh-CN/roles.ts'

export const roles = {
  'case-officer': 'Case officer',
  investigator: 'Investigator',
  'property-manager': 'Property manager',
  'legal-affairs': 'Legal affairs',
  'principal-head': 'Principal head',
  finance: 'Finance',
  'cbex-officer': 'CBEX officer',
  'cbex-approver': 'CBEX approver',
  'provider-officer': 'Provider officer',
  custodian: 'Custodian',
  trader: 'Trader',
  'trust-officer': 'Trust officer',
  'compliance-officer': 'Compliance officer',
  mlro: 'MLRO',
  'bank-officer': 'Bank officer',
  'court-clerk': 'Court clerk',
  procurator: 'Procurator',
  auditor: 'Auditor',
  administrator: 'Administrator',
  system: 'System',
} satisfies Record<keyof typeof base, string>
