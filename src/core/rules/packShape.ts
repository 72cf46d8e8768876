import Type from 'typebox'

const closed = <P extends Type.TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const oneOf = <const T extends readonly string[]>(values: T) => Type.Union(values.map((value) => Type.Literal(value)))
const text = Type.String({ minLength: 1, maxLength: 4000 })
const name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$' })
const day = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d(T[0-9:.]+(Z|[+-]\\d\\d:\\d\\d))?$' })
const texts = closed({ 'zh-CN': text, 'zh-HK': text, en: text })
const zone = oneOf(['onshore', 'offshore'])
const optional = Type.Optional

const instrument = closed({
  id: name,
  title: text,
  titleEn: text,
  number: optional(text),
  issuer: text,
  issued: optional(day),
  effective: day,
  repealed: optional(day),
  jurisdiction: name,
  confidence: oneOf(['H', 'M', 'L']),
  lastChecked: day,
  textPointer: text,
})

const rule = closed({
  id: name,
  instrument: name,
  article: text,
  effective: optional(day),
  repealed: optional(day),
  force: oneOf(['law', 'official-statement', 'contract', 'practice', 'unverified']),
  effect: oneOf(['forbids', 'permits']),
  actions: Type.Array(name, { minItems: 1 }),
  facts: Type.Array(name, { minItems: 1 }),
  blocks: Type.Boolean(),
  yieldsTo: optional(Type.Array(name, { minItems: 1 })),
  title: texts,
  refusal: texts,
  remedy: texts,
  whoMends: text,
})

const step = closed({
  kind: name,
  purpose: optional(name),
  subject: oneOf(['case', 'lot', 'tranche']),
  zone,
  from: Type.Array(name),
  to: optional(name),
  roles: Type.Array(name),
  approvals: Type.Array(closed({ role: name, count: Type.Integer({ minimum: 1, maximum: 9 }) })),
})

const date = Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$' })
const number = (maximum: number) => Type.Integer({ minimum: 1, maximum })
const term = Type.Union([
  closed({ hours: number(9999) }),
  closed({ days: number(9999) }),
  closed({ halfMonths: number(999) }),
  closed({ months: number(999) }),
  closed({ years: number(99) }),
])

const clock = closed({
  id: name,
  instrument: name,
  article: text,
  startsWith: name,
  endsWith: optional(name),
  term,
  calendar: name,
  binds: name,
  alertDaysBefore: Type.Array(Type.Integer({ minimum: 0, maximum: 999 })),
  lapses: Type.Boolean(),
  title: texts,
  note: optional(text),
})

const calendar = closed({
  id: name,
  title: text,
  weekend: Type.Array(oneOf(['saturday', 'sunday'])),
  years: Type.Array(
    closed({
      year: Type.Integer({ minimum: 1900, maximum: 2999 }),
      source: text,
      confidence: oneOf(['H', 'M', 'L']),
      holidays: Type.Array(date),
      workdays: Type.Array(date),
    }),
  ),
})

const manifest = closed({
  format: Type.Literal('sluice/pack/1'),
  id: name,
  title: texts,
  publisher: text,
  version: text,
  kind: oneOf(['law', 'model']),
  zones: Type.Array(zone, { minItems: 1 }),
  parameters: Type.Record(
    Type.String({ pattern: '^[a-z][A-Za-z0-9]*$' }),
    closed({ value: text, rule: name, unit: text, note: text }),
  ),
  instruments: Type.Array(instrument),
  rules: Type.Array(rule),
  steps: optional(Type.Array(step)),
  passesHolds: optional(Type.Array(name)),
  passesPartialHolds: optional(Type.Array(name)),
  incompatibleRoles: optional(Type.Array(Type.Tuple([name, name]))),
  law: optional(Type.Array(name)),
  clocks: optional(Type.Array(clock)),
  calendars: optional(Type.Array(calendar)),
})

/** The one document of a pack: the manifest and the text of each Cedar file by name. */
export const packShape = closed({
  manifest,
  cedar: Type.Record(Type.String({ pattern: '^[a-z0-9][a-z0-9._-]*\\.cedar$' }), Type.String()),
})
