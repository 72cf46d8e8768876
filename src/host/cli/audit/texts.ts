import type { ExceptionSort } from '../../../core/audit/exceptions.ts'
import type { Gap, Population } from '../../../core/audit/population.ts'
import type { Language } from '../language.ts'

export interface AuditTexts {
  readonly title: (bundles: number, entries: number) => string
  readonly broken: (file: string, message: string) => string
  readonly populations: Readonly<Record<Population, string>>
  readonly agreed: (name: string, count: number) => string
  readonly notAsked: (names: string) => string
  readonly gaps: string
  readonly noGaps: string
  readonly missing: Readonly<Record<Gap['missing'], string>>
  readonly says: (record: string, source: string) => string
  readonly exceptions: string
  readonly noExceptions: string
  readonly sorts: Readonly<Record<ExceptionSort, string>>
  readonly system: string
}

export const auditTexts: Readonly<Record<Language, AuditTexts>> = {
  en: {
    title: (bundles, entries) => `Population: ${bundles} bundles, ${entries} entries`,
    broken: (file, message) => `${file} does NOT hold: ${message}`,
    populations: { case: 'cases', address: 'addresses under watch', fill: 'fills', 'bank-line': 'bank lines' },
    agreed: (name, count) => `${name}: ${count} on both sides`,
    notAsked: (names) => `Not asked, and nothing is said of them: ${names}`,
    gaps: 'Missing or different',
    noGaps: 'nothing',
    missing: {
      record: 'not in the record',
      source: 'in the record, not in the list',
      differs: 'in both, with different values',
    },
    says: (record, source) => `record ${record}, list ${source}`,
    exceptions: 'Exceptions',
    noExceptions: 'none',
    sorts: {
      override: 'warning passed over or floor lowered',
      hold: 'hold',
      'late-clock': 'clock that ran out',
      incident: 'incident',
      restored: 'log that went back',
      administration: 'administration',
    },
    system: 'the zone’s own worker',
  },
  'zh-CN': {
    title: (bundles, entries) => `总体：${bundles} 个证据包，${entries} 条记录`,
    broken: (file, message) => `${file} 不成立：${message}`,
    populations: { case: '案件', address: '监测地址', fill: '成交', 'bank-line': '银行流水' },
    agreed: (name, count) => `${name}：双方一致 ${count} 项`,
    notAsked: (names) => `未提供清单，不作结论：${names}`,
    gaps: '缺失或不一致',
    noGaps: '无',
    missing: { record: '记录中没有', source: '记录中有而清单中没有', differs: '双方均有但数值不同' },
    says: (record, source) => `记录为 ${record}，清单为 ${source}`,
    exceptions: '例外事项',
    noExceptions: '无',
    sorts: {
      override: '越过提示或下调底价',
      hold: '暂停处置',
      'late-clock': '期限届满未办',
      incident: '异常事件',
      restored: '日志回退',
      administration: '系统管理',
    },
    system: '本区域系统',
  },
  'zh-HK': {
    title: (bundles, entries) => `總體：${bundles} 個證據包，${entries} 項紀錄`,
    broken: (file, message) => `${file} 不成立：${message}`,
    populations: { case: '案件', address: '受監察地址', fill: '成交', 'bank-line': '銀行帳項' },
    agreed: (name, count) => `${name}：雙方相符 ${count} 項`,
    notAsked: (names) => `沒有提供清單，不作結論：${names}`,
    gaps: '缺漏或不符',
    noGaps: '沒有',
    missing: { record: '紀錄內沒有', source: '紀錄內有而清單內沒有', differs: '雙方均有但數值不同' },
    says: (record, source) => `紀錄為 ${record}，清單為 ${source}`,
    exceptions: '例外事項',
    noExceptions: '沒有',
    sorts: {
      override: '略過提示或調低底價',
      hold: '暫停處置',
      'late-clock': '逾期未辦',
      incident: '異常事件',
      restored: '日誌倒退',
      administration: '系統管理',
    },
    system: '本區域系統',
  },
}
