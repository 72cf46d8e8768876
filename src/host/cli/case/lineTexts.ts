import type { Language } from '../language.ts'

/** What whoever brings lines by a table is told. */
export interface LineTexts {
  readonly recorded: string
  readonly known: string
  readonly dryRun: string
  readonly faults: string
  /** Of one cell: file, line and column stand before it. */
  readonly place: string
  readonly missing: string
  readonly wrong: string
  readonly twice: string
  readonly strange: string
  readonly more: string
  readonly unreasoned: string
  readonly left: string
}

export const lineTexts: Readonly<Record<Language, LineTexts>> = {
  en: {
    recorded: 'Recorded in case {case} as {kind}, lines: {count}. Entry {entry}.',
    known: 'This file was recorded in case {case} before, entry {entry}; nothing was added.',
    dryRun: '{file}: {count} lines are in order. Nothing was recorded.',
    faults: '{file}: faults: {count}. Nothing was recorded.',
    place: '{file} line {line}, column "{column}": {text}',
    missing: 'nothing stands there; expected {expected}.',
    wrong: 'expected {expected}; found "{found}".',
    twice: 'line {number} of the list stands here twice.',
    strange: 'line {number} is not among the lines that this entry is about.',
    more: '{found} is more than the {expected} that were listed.',
    unreasoned: '{found} is less than the {expected} that were listed: say why in the column "reason".',
    left: 'line {number} of the list is missing from the file.',
  },
  'zh-CN': {
    recorded: '已记入案件 {case}（{kind}）：{count} 行，记录 {entry}。',
    known: '该文件此前已记入案件 {case}，记录 {entry}；未重复添加。',
    dryRun: '{file}：{count} 行均无误，未作任何记录。',
    faults: '{file}：共 {count} 处有误，未作任何记录。',
    place: '{file} 第 {line} 行，“{column}”列：{text}',
    missing: '未填写；应为{expected}。',
    wrong: '应为{expected}，实为“{found}”。',
    twice: '清单第 {number} 行在此出现两次。',
    strange: '第 {number} 行不属于本次记录的范围。',
    more: '{found} 多于清单所列的 {expected}。',
    unreasoned: '{found} 少于清单所列的 {expected}：请在“reason”列写明原因。',
    left: '文件缺少清单第 {number} 行。',
  },
  'zh-HK': {
    recorded: '已記入案件 {case}（{kind}）：{count} 行，記錄 {entry}。',
    known: '該檔案此前已記入案件 {case}，記錄 {entry}；沒有重複加入。',
    dryRun: '{file}：{count} 行均無誤，沒有作任何記錄。',
    faults: '{file}：共 {count} 處有誤，沒有作任何記錄。',
    place: '{file} 第 {line} 行，「{column}」欄：{text}',
    missing: '沒有填寫；應為{expected}。',
    wrong: '應為{expected}，實為「{found}」。',
    twice: '清單第 {number} 行在此出現兩次。',
    strange: '第 {number} 行不屬今次記錄的範圍。',
    more: '{found} 多於清單所列的 {expected}。',
    unreasoned: '{found} 少於清單所列的 {expected}：請在「reason」欄寫明原因。',
    left: '檔案欠缺清單第 {number} 行。',
  },
}

/** What a column takes, in the language of whoever reads it. */
export const expectedTexts: Readonly<
  Record<Language, Readonly<Record<'line' | 'units' | 'address' | 'txid', string>>>
> = {
  en: {
    line: 'the number of a line of the list',
    units: 'base units, a whole number above nothing',
    address: 'an address',
    txid: 'the id of a transaction, 64 hexadecimal digits',
  },
  'zh-CN': {
    line: '清单的行号',
    units: '最小单位的正整数',
    address: '地址',
    txid: '交易哈希（64 位十六进制）',
  },
  'zh-HK': {
    line: '清單的行號',
    units: '最小單位的正整數',
    address: '地址',
    txid: '交易雜湊（64 位十六進制）',
  },
}
