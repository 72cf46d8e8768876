import type { Language } from '../language.ts'

/** What an officer reads when a list is brought in. Three vocabularies, none converted from another. */
export interface Texts {
  readonly faults: string
  readonly readWell: string
  readonly warning: string
  readonly dryRun: string
  readonly offline: string
  readonly noZone: string
  readonly guard: string
  readonly howToRecord: string
  readonly recorded: string
  readonly known: string
  readonly chainAnswers: string
  readonly refused: string
  readonly rule: string
  readonly found: string
  readonly required: string
  readonly remedy: string
  readonly whoMends: string
  readonly yes: string
  readonly no: string
}

const en: Texts = {
  faults: '{file}: {count} found wrong; nothing of it was kept.',
  readWell: '{file}: imported, holdings: {count}. Form, addresses, amounts and transaction ids are good.',
  warning: 'Note: {text}',
  dryRun: 'A dry run: nothing was recorded.',
  offline: 'Checked on this machine only: nothing was recorded, and no chain was asked.',
  noZone: 'No zone answers at {zone}: the list was checked on this machine only, and nothing was recorded.',
  guard: '{network} ({name}), holdings: {count}: {reason}.',
  howToRecord:
    'To record it in a case: sluice case import {file} --case NUMBER --key FILE --zone URL, at a zone that has a source for each chain.',
  recorded: 'Recorded in case {case} as seizure.listed, holdings: {count}. Entry {entry}.',
  known: 'This list was recorded in case {case} before, entry {entry}; nothing was added.',
  chainAnswers: '{network} ({name}): the zone has a source; block {height}.',
  refused: 'Refused. Rules not met: {count}. Nothing was recorded.',
  rule: '{refusal}\n  {title} — {source} [{rule}]',
  found: '  Found: {fact}: {value}',
  required: ', required: {required}',
  remedy: '  To meet it: {remedy}',
  whoMends: ' ({who})',
  yes: 'yes',
  no: 'no',
}

const zhCN: Texts = {
  faults: '{file}：共 {count} 处有误，未保留任何内容。',
  readWell: '{file}：已导入 {count} 项持有，格式、地址、数量和交易哈希均通过校验。',
  warning: '提示：{text}',
  dryRun: '试运行：未作任何记录。',
  offline: '仅在本机校验：未作记录，也未查询任何链。',
  noZone: '{zone} 无响应：清单仅在本机校验，未作记录。',
  guard: '{network}（{name}），{count} 项持有：未配置链上数据源（{reason}）。',
  howToRecord: '记入案件：sluice case import {file} --case 案号 --key 密钥文件 --zone 网址；该区须为每条链配置数据源。',
  recorded: '已记入案件 {case}：{count} 项持有，记录 {entry}。',
  known: '该清单此前已记入案件 {case}，记录 {entry}；未重复添加。',
  chainAnswers: '{network}（{name}）：该区已配置数据源，当前区块 {height}。',
  refused: '不予通过：{count} 条规则未满足，未作记录。',
  rule: '{refusal}\n  {title}——{source} [{rule}]',
  found: '  现状：{fact}：{value}',
  required: '，要求：{required}',
  remedy: '  如何满足：{remedy}',
  whoMends: '（{who}）',
  yes: '是',
  no: '否',
}

const zhHK: Texts = {
  faults: '{file}：共 {count} 處有誤，未保留任何內容。',
  readWell: '{file}：已匯入 {count} 項持有，格式、地址、數量及交易雜湊值均通過檢查。',
  warning: '提示：{text}',
  dryRun: '試行：沒有作出任何記錄。',
  offline: '只在本機檢查：沒有記錄，亦沒有查詢任何鏈。',
  noZone: '{zone} 沒有回應：清單只在本機檢查，沒有記錄。',
  guard: '{network}（{name}），{count} 項持有：沒有設定鏈上資料來源（{reason}）。',
  howToRecord:
    '記入個案：sluice case import {file} --case 案號 --key 密鑰檔案 --zone 網址；該區須為每條鏈設定資料來源。',
  recorded: '已記入個案 {case}：{count} 項持有，記錄 {entry}。',
  known: '此清單先前已記入個案 {case}，記錄 {entry}；沒有重複加入。',
  chainAnswers: '{network}（{name}）：該區已設定資料來源，目前區塊 {height}。',
  refused: '不獲接納：{count} 條規則未符合，沒有記錄。',
  rule: '{refusal}\n  {title}——{source} [{rule}]',
  found: '  現況：{fact}：{value}',
  required: '，要求：{required}',
  remedy: '  如何符合：{remedy}',
  whoMends: '（{who}）',
  yes: '是',
  no: '否',
}

export const texts: Readonly<Record<Language, Texts>> = { en, 'zh-CN': zhCN, 'zh-HK': zhHK }

/** Puts values into a sentence. @example fill(texts.en.dryRun, {}) */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => String(values[key] ?? ''))
}
