import type { roles as base } from '../zh-CN/roles.ts'

export const roles = {
  'case-officer': '辦案人員',
  investigator: '偵查人員',
  'property-manager': '涉案財物管理人員',
  'legal-affairs': '法制部門',
  'principal-head': '主要負責人',
  finance: '財務',
  'cbex-officer': '北京產權交易所經辦',
  'cbex-approver': '北京產權交易所審批',
  'provider-officer': '服務機構經辦',
  custodian: '保管簽名人',
  trader: '交易員',
  'trust-officer': '信託帳戶經辦',
  'compliance-officer': '合規主任',
  mlro: '洗錢報告主任',
  'bank-officer': '銀行經辦',
  'court-clerk': '書記員',
  procurator: '檢察官',
  auditor: '審計人員',
  administrator: '管理員',
  system: '系統',
} satisfies Record<keyof typeof base, string>
