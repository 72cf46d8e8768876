import type { PackFault } from '../../../core/rules/checkPacks.ts'
import type { Language } from '../language.ts'

/** What a reader of rules is told, in their language; rules and sources bring their own words. */
export interface RuleTexts {
  readonly answer: Readonly<Record<'yes' | 'no' | 'if', string>>
  readonly state: Readonly<Record<'met' | 'unmet' | 'open', string>>
  readonly question: string
  readonly otherZone: string
  readonly ungoverned: string
  readonly source: string
  readonly openEnd: string
  readonly force: Readonly<Record<string, string>>
  readonly clock: string
  /** A mark behind a title. */
  readonly beside: string
  readonly remedy: string
  readonly reads: string
  /** What was found of a fact; of a verdict, what is asked instead too. */
  readonly found: Readonly<Record<'fact' | 'verdict', string>>
}

export const ruleTexts: Readonly<Record<Language, RuleTexts>> = {
  en: {
    answer: {
      yes: 'Yes: every rule that holds then is met.',
      no: 'No: a rule that holds then is not met.',
      if: 'If: nothing known refuses it; what is open must be met.',
    },
    state: { met: 'met', unmet: 'NOT MET', open: 'open' },
    question: '{kind} {zone} at {at}',
    otherZone: 'No: {kind} is an act of the {other} zone; the {zone} zone does not know it.',
    ungoverned: 'No rule of these packs governs it: nothing refuses it, and nothing permits it either.',
    source: '{source}; {force}; from {from} to {until}',
    openEnd: 'today',
    force: {
      law: 'law',
      'official-statement': 'official statement',
      contract: 'contract',
      practice: 'practice',
      unverified: 'unverified',
    },
    clock: 'shown, never refuses',
    beside: ' ({mark})',
    remedy: 'To meet it: {remedy} ({who})',
    reads: 'Not known: {facts}',
    found: { fact: 'Found: {fact}: {found}', verdict: 'Found: {fact}: {found}; required: {required}' },
  },
  'zh-CN': {
    answer: {
      yes: '可以：当时有效的规则均已满足。',
      no: '不可以：有当时有效的规则未满足。',
      if: '视情况：已知情形不构成禁止，待定各项须满足。',
    },
    state: { met: '已满足', unmet: '未满足', open: '待定' },
    question: '{kind}，{zone}，{at}',
    otherZone: '不可以：{kind} 属于{other}区的行为，{zone}区没有该行为。',
    ungoverned: '这些规则包中没有规则约束该行为：既不禁止，也不构成许可。',
    source: '{source}；{force}；自 {from} 至 {until}',
    openEnd: '今',
    force: {
      law: '法律规定',
      'official-statement': '官方表态',
      contract: '合同',
      practice: '实务做法',
      unverified: '未经核实',
    },
    clock: '仅提示，不构成拒绝',
    beside: '（{mark}）',
    remedy: '如何满足：{remedy}（{who}）',
    reads: '尚不知：{facts}',
    found: { fact: '查明：{fact}：{found}', verdict: '查明：{fact}：{found}；要求：{required}' },
  },
  'zh-HK': {
    answer: {
      yes: '可以：當時有效的規則均已符合。',
      no: '不可以：有當時有效的規則未符合。',
      if: '視乎情況：已知情況不構成禁止，待定各項必須符合。',
    },
    state: { met: '已符合', unmet: '未符合', open: '待定' },
    question: '{kind}，{zone}，{at}',
    otherZone: '不可以：{kind} 屬{other}區的行為，{zone}區沒有此行為。',
    ungoverned: '這些規則包沒有規則規管此行為：既不禁止，亦不構成許可。',
    source: '{source}；{force}；由 {from} 至 {until}',
    openEnd: '今',
    force: {
      law: '法律條文',
      'official-statement': '官方表述',
      contract: '合約',
      practice: '慣例',
      unverified: '未經核實',
    },
    clock: '只作提示，不會拒絕',
    beside: '（{mark}）',
    remedy: '如何符合：{remedy}（{who}）',
    reads: '尚未知悉：{facts}',
    found: { fact: '查明：{fact}：{found}', verdict: '查明：{fact}：{found}；要求：{required}' },
  },
}

/** What list, check and diff say beside ids and sources. */
export const packTexts: Readonly<
  Record<
    Language,
    {
      readonly holding: string
      readonly rules: string
      readonly clean: string
      readonly faults: string
      readonly what: Readonly<Record<PackFault['what'], string>>
      readonly versions: string
      readonly same: string
      readonly open: string
      readonly untouched: string
      readonly read: string
      readonly next: string
      readonly allowed: string
      readonly none: string
      readonly part: Readonly<
        Record<'rule' | 'parameter' | 'source' | 'step' | 'clock' | 'calendar' | 'setting', string>
      >
      readonly field: Readonly<Record<string, string>>
    }
  >
> = {
  en: {
    holding: '{count} rules hold at {at}.',
    rules: '{id} {version}: {count} rules ({hash})',
    clean: 'Nothing found.',
    faults: '{count} found.',
    what: {
      'source-not-cited': 'a source that no rule cites: {detail}',
      'parameter-without-rule': 'a parameter of a rule that does not exist: {detail}',
      'parameter-not-read': 'a parameter that nothing reads, so that its value changes nothing: {detail}',
      'parameter-malformed': 'a parameter of another form: {detail}',
      'rule-id-twice': 'an id of two rules: {detail}',
      'never-in-force': 'a rule whose last day lies before its first: {detail}',
      'never-refuses': 'a rule that never refuses: {detail}',
      contradiction: 'rules that can never all be met, with no precedence stated: {detail}',
      'source-missing': 'a source that the pack does not have: {detail}',
      precedence: 'a precedence that does not hold: {detail}',
    },
    versions: 'From {before}\nto   {after}',
    same: 'Nothing differs.',
    open: 'case {id}',
    untouched: 'Nothing changes for an open case.',
    read: '{rule} read {parameter} {before}, now {after}; found then: {found}',
    next: 'next {kind} of {subject}: {rules}',
    allowed: 'allowed',
    none: 'none',
    part: {
      rule: 'rule',
      parameter: 'parameter',
      source: 'source',
      step: 'step',
      clock: 'clock',
      calendar: 'calendar',
      setting: 'setting',
    },
    field: { cedar: 'condition' },
  },
  'zh-CN': {
    holding: '{at} 有效的规则共 {count} 条。',
    rules: '{id} {version}：{count} 条规则（{hash}）',
    clean: '未发现问题。',
    faults: '发现 {count} 处问题。',
    what: {
      'source-not-cited': '没有规则引用的依据：{detail}',
      'parameter-without-rule': '参数所属的规则不存在：{detail}',
      'parameter-not-read': '没有任何事实读取该参数，改动其值没有作用：{detail}',
      'parameter-malformed': '参数的值格式不符：{detail}',
      'rule-id-twice': '两条规则编号相同：{detail}',
      'never-in-force': '规则的废止日早于施行日：{detail}',
      'never-refuses': '规则从不拒绝：{detail}',
      contradiction: '各规则不可能同时满足，又没有写明何者优先：{detail}',
      'source-missing': '规则包中没有该依据：{detail}',
      precedence: '优先关系不成立：{detail}',
    },
    versions: '原版本 {before}\n新版本 {after}',
    same: '没有差异。',
    open: '案件 {id}',
    untouched: '在办案件不受影响。',
    read: '{rule} 当时所用参数 {parameter} 为 {before}，现为 {after}；当时查明：{found}',
    next: '{subject} 下一步 {kind}：{rules}',
    allowed: '准许',
    none: '无',
    part: {
      rule: '规则',
      parameter: '参数',
      source: '依据',
      step: '步骤',
      clock: '期限',
      calendar: '节假日',
      setting: '设置',
    },
    field: {
      interval: '有效期间',
      cedar: '条件',
      title: '标题',
      refusal: '拒绝理由',
      remedy: '补正方法',
      effective: '施行日',
      repealed: '废止日',
      article: '条款',
      force: '效力',
      actions: '行为',
      kinds: '行为',
      facts: '事实',
      term: '期间',
      added: '新增',
      removed: '删除',
    },
  },
  'zh-HK': {
    holding: '{at} 有效的規則共 {count} 條。',
    rules: '{id} {version}：{count} 條規則（{hash}）',
    clean: '未發現問題。',
    faults: '發現 {count} 處問題。',
    what: {
      'source-not-cited': '沒有規則引用的依據：{detail}',
      'parameter-without-rule': '參數所屬的規則不存在：{detail}',
      'parameter-not-read': '沒有任何事實讀取該參數，改動其值並無作用：{detail}',
      'parameter-malformed': '參數的值格式不符：{detail}',
      'rule-id-twice': '兩項規則編號相同：{detail}',
      'never-in-force': '規則的廢除日早於生效日：{detail}',
      'never-refuses': '規則從不拒絕：{detail}',
      contradiction: '各項規則不可能同時符合，又沒有寫明何者優先：{detail}',
      'source-missing': '規則包中沒有該依據：{detail}',
      precedence: '優先關係不成立：{detail}',
    },
    versions: '原版本 {before}\n新版本 {after}',
    same: '沒有分別。',
    open: '案件 {id}',
    untouched: '進行中的案件不受影響。',
    read: '{rule} 當時採用的參數 {parameter} 為 {before}，現為 {after}；當時查明：{found}',
    next: '{subject} 下一步 {kind}：{rules}',
    allowed: '准許',
    none: '無',
    part: {
      rule: '規則',
      parameter: '參數',
      source: '依據',
      step: '步驟',
      clock: '期限',
      calendar: '假期',
      setting: '設定',
    },
    field: {
      interval: '有效期間',
      cedar: '條件',
      title: '標題',
      refusal: '拒絕理由',
      remedy: '補正方法',
      effective: '生效日',
      repealed: '廢除日',
      article: '條文',
      force: '效力',
      actions: '行為',
      kinds: '行為',
      facts: '事實',
      term: '期間',
      added: '新增',
      removed: '刪除',
    },
  },
}

/** Units of the terms of clocks, as they stand behind a number. */
export const termTexts: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { hours: ' h', days: ' d', months: ' months', years: ' years' },
  'zh-CN': { hours: '小时', days: '日', months: '个月', years: '年' },
  'zh-HK': { hours: '小時', days: '日', months: '個月', years: '年' },
}

export const zoneNames: Readonly<Record<Language, Readonly<Record<'onshore' | 'offshore', string>>>> = {
  en: { onshore: 'onshore', offshore: 'offshore' },
  'zh-CN': { onshore: '境内', offshore: '境外' },
  'zh-HK': { onshore: '境內', offshore: '境外' },
}

/** Headings of the regime view. */
export const regimeTexts: Readonly<
  Record<
    Language,
    {
      readonly waters: Readonly<Record<'onshore' | 'offshore', string>>
      readonly forbids: string
      readonly permits: string
      readonly requires: string
      readonly changes: string
    }
  >
> = {
  en: {
    waters: { onshore: 'Mainland', offshore: 'Hong Kong' },
    forbids: 'Forbidden unless',
    permits: 'Permitted where',
    requires: 'Required of others: shown, never refuses',
    changes: 'How it came to be so',
  },
  'zh-CN': {
    waters: { onshore: '内地', offshore: '香港' },
    forbids: '不具备下列条件的，禁止',
    permits: '具备下列条件的，许可',
    requires: '对他方的要求：仅提示，不构成拒绝',
    changes: '沿革',
  },
  'zh-HK': {
    waters: { onshore: '內地', offshore: '香港' },
    forbids: '除非符合下列條件，否則禁止',
    permits: '符合下列條件者，准許',
    requires: '對他方的要求：只作提示，不會拒絕',
    changes: '沿革',
  },
}
