import type { Language } from './language.ts'

/** What is wrong with the words of a call, in the language that it is answered in. The help is in English, and so is what it says of a word. */
export interface WordTexts {
  readonly noOption: string
  readonly noValue: string
  readonly wantsValue: string
  readonly twice: string
  readonly oneOf: string
  readonly expected: string
  readonly missing: string
  readonly more: string
  readonly help: string
  readonly noCommand: string
}

export const wordTexts: Readonly<Record<Language, WordTexts>> = {
  en: {
    noOption: '{option}: no such option.',
    noValue: '{option}: takes no value.',
    wantsValue: '{option}: expected {value} after it.',
    twice: '{option}: given twice.',
    oneOf: '{option}: expected one of {choices}; found "{found}".',
    expected: '{option}: expected {expected}; found "{found}".',
    missing: '{operand} is missing: {text}',
    more: '"{found}": nothing more was expected here.',
    help: '{command} --help says what it takes.',
    noCommand: 'sluice has no command "{found}": expected one of {known}.',
  },
  'zh-CN': {
    noOption: '{option}：没有该选项。',
    noValue: '{option}：该选项不带值。',
    wantsValue: '{option}：其后应有 {value}。',
    twice: '{option}：重复给出。',
    oneOf: '{option}：应为 {choices} 之一；实际为“{found}”。',
    expected: '{option}：格式不符，应为 {expected}；实际为“{found}”。',
    missing: '缺少 {operand}。',
    more: '“{found}”：此处不应再有内容。',
    help: '{command} --help 说明用法。',
    noCommand: 'sluice 没有命令“{found}”：应为 {known} 之一。',
  },
  'zh-HK': {
    noOption: '{option}：沒有該選項。',
    noValue: '{option}：該選項不帶值。',
    wantsValue: '{option}：其後應有 {value}。',
    twice: '{option}：重複給出。',
    oneOf: '{option}：應為 {choices} 其中之一；現為「{found}」。',
    expected: '{option}：格式不符，應為 {expected}；現為「{found}」。',
    missing: '欠缺 {operand}。',
    more: '「{found}」：此處不應再有內容。',
    help: '{command} --help 說明用法。',
    noCommand: 'sluice 沒有指令「{found}」：應為 {known} 其中之一。',
  },
}
