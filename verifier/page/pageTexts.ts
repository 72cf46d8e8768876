import type { Language } from '../../src/core/rules/pack.ts'

/** What the page says beside the report. */
export interface PageTexts {
  readonly name: string
  readonly title: string
  readonly what: string
  readonly drop: string
  readonly choose: string
  readonly trust: string
  readonly trustGiven: (name: string) => string
  readonly reading: string
  readonly working: (done: number, total: number) => string
  readonly refused: string
  readonly print: string
  readonly save: string
  readonly sandbox: string
  readonly file: (name: string, sha256: string) => string
}

export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  'zh-CN': {
    name: '简体中文',
    title: 'Sluice 案件证据包核验',
    what: '本页在您的电脑上离线核验，不连接任何网络，文件不会离开本机。',
    drop: '将证据包拖到此处',
    choose: '选择文件',
    trust: '外部密钥文件（可选）',
    trustGiven: (name) => `使用外部密钥文件 ${name}`,
    reading: '读取中……',
    working: (done, total) => `核验中：${done} / ${total} 条记录`,
    refused: '无法核验：',
    print: '打印',
    save: '保存报告（JSON）',
    sandbox: 'SANDBOX 演练：并非真实案件',
    file: (name, sha256) => `文件 ${name}，SHA-256 ${sha256}`,
  },
  'zh-HK': {
    name: '繁體中文',
    title: 'Sluice 案件證據包核驗',
    what: '本頁在閣下的電腦上離線核驗，不連接任何網絡，檔案不會離開本機。',
    drop: '把證據包拖到此處',
    choose: '選擇檔案',
    trust: '外部密鑰檔案（可選）',
    trustGiven: (name) => `使用外部密鑰檔案 ${name}`,
    reading: '讀取中……',
    working: (done, total) => `核驗中：${done} / ${total} 項紀錄`,
    refused: '無法核驗：',
    print: '列印',
    save: '儲存報告（JSON）',
    sandbox: 'SANDBOX 演練：並非真實案件',
    file: (name, sha256) => `檔案 ${name}，SHA-256 ${sha256}`,
  },
  en: {
    name: 'English',
    title: 'Sluice: verify a case bundle',
    what: 'This page checks on your own computer, offline. It reaches no network, and the file does not leave this machine.',
    drop: 'Drag a bundle here',
    choose: 'Choose a file',
    trust: 'Keys from outside (optional)',
    trustGiven: (name) => `with keys from ${name}`,
    reading: 'Reading …',
    working: (done, total) => `Verifying: ${done} of ${total} entries`,
    refused: 'Cannot verify: ',
    print: 'Print',
    save: 'Save report (JSON)',
    sandbox: 'SANDBOX rehearsal: not a real case',
    file: (name, sha256) => `file ${name}, SHA-256 ${sha256}`,
  },
}
