import type { Language } from './language.ts'

/** What a role is called in Chinese, as the console calls it; in English the role's own word stands. */
const names: Readonly<Record<'zh-CN' | 'zh-HK', Readonly<Record<string, string>>>> = {
  'zh-CN': {
    administrator: '管理员',
    'agent-officer': '代理经办',
    'bank-officer': '银行经办',
    'case-officer': '办案人员',
    'cbex-officer': '北京产权交易所经办',
    'compliance-officer': '合规主任',
    'court-clerk': '书记员',
    custodian: '保管签名人',
    finance: '财务',
    investigator: '侦查人员',
    'legal-affairs': '法制部门',
    mlro: '洗钱报告主任',
    'principal-head': '主要负责人',
    procurator: '检察官',
    'property-manager': '涉案财物管理人员',
    prosecutor: '检察官',
    'provider-officer': '服务机构经办',
    system: '系统',
    trader: '交易员',
    'trust-officer': '信托账户经办',
  },
  'zh-HK': {
    administrator: '管理員',
    'agent-officer': '代理經辦',
    'bank-officer': '銀行經辦',
    'case-officer': '辦案人員',
    'cbex-officer': '北京產權交易所經辦',
    'compliance-officer': '合規主任',
    'court-clerk': '書記員',
    custodian: '保管簽名人',
    finance: '財務',
    investigator: '偵查人員',
    'legal-affairs': '法制部門',
    mlro: '洗錢報告主任',
    'principal-head': '主要負責人',
    procurator: '檢察官',
    'property-manager': '涉案財物管理人員',
    prosecutor: '檢察官',
    'provider-officer': '服務機構經辦',
    system: '系統',
    trader: '交易員',
    'trust-officer': '信託帳戶經辦',
  },
}

/** @example roleName('trader', 'zh-HK') // '交易員' */
export function roleName(role: string, language: Language): string {
  return language === 'en' ? role : (names[language][role] ?? role)
}
