import { kindContracts } from './facts.ts'
import type { Instrument, Pack, ReadyRule } from './pack.ts'

/**
 * The reference page of a pack in Markdown: its sources, its parameters, its rules by kind with their conditions. Generated, committed, compared by a test.
 *
 * @example renderReference(pack).startsWith('# ')
 */
export function renderReference(pack: Pack): string {
  const { manifest } = pack
  const { title } = manifest
  const parts = [
    `# ${title['zh-CN']}`,
    `${title['zh-HK']} · ${title.en}`,
    `Pack \`${manifest.id}\`, version ${manifest.version}, ${manifest.kind} of the ${manifest.zones.join(' and ')} zone; ${pack.rules.length} rules. Generated from \`packs\`; do not edit.`,
    '## Sources',
    table(['id', 'source', 'number', 'in force', 'confidence', 'where read'], manifest.instruments.map(instrumentRow)),
    ...parametersOf(pack),
    ...stepsOf(pack),
    '## Rules',
    ...pack.rules.map((rule) => ruleText(rule, manifest.instruments)),
  ]
  return `${parts.join('\n\n')}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

function instrumentRow(instrument: Instrument): string[] {
  const { id, title, titleEn, number = '', effective, repealed, confidence, textPointer } = instrument
  return [
    id,
    title === titleEn ? title : `${title} (${titleEn})`,
    number,
    `${effective} – ${repealed ?? ''}`.trim(),
    confidence,
    textPointer,
  ]
}

function parametersOf({ manifest }: Pack): string[] {
  const rows = Object.entries(manifest.parameters).map(([name, { value, unit, rule, note }]) => [
    `\`${name}\``,
    value,
    unit,
    rule,
    note,
  ])
  return rows.length === 0 ? [] : ['## Parameters', table(['name', 'value', 'unit', 'rule', 'note'], rows)]
}

function stepsOf({ manifest }: Pack): string[] {
  if (manifest.steps === undefined) return []
  const rows = manifest.steps.map(({ zone, kind, purpose, subject, from, to, roles, approvals }) => [
    zone,
    `\`${kind}\`${purpose === undefined ? '' : ` (${purpose})`}`,
    subject,
    from.join(', ') || 'any',
    to ?? '–',
    roles.join(', '),
    approvals.map(({ role, count }) => `${count} ${role}`).join(', ') || '–',
  ])
  const apart = (manifest.incompatibleRoles ?? []).map(([a, b]) => `${a} / ${b}`).join(', ')
  return [
    '## The way',
    table(['zone', 'kind', 'subject', 'from', 'to', 'done by', 'approved by'], rows),
    `Never one person in one case: ${apart}.`,
  ]
}

function ruleText(rule: ReadyRule, instruments: readonly Instrument[]): string {
  const instrument = instruments.find((candidate) => candidate.id === rule.instrument)!
  const source = [instrument.title, instrument.number, rule.article].filter((part) => part !== undefined).join(', ')
  const until = rule.interval.until === undefined ? '' : ` until ${rule.interval.until}`
  const yields = rule.yieldsTo === undefined ? '' : ` Steps back before ${rule.yieldsTo.join(', ')} while they hold.`
  const lawOnly = rule.kinds.every((kind) => kindContracts[kind]?.lawOnly === true)
    ? ' The machine does not walk this act yet.'
    : ''
  return [
    `### ${rule.id}`,
    `**${rule.title['zh-CN']}** · ${rule.title['zh-HK']} · ${rule.title.en}`,
    `${source}. ${rule.force}; ${rule.effect}; ${rule.blocks ? 'refuses' : 'shown only'}. From ${rule.interval.from}${until}.${yields} On ${rule.actions.map((action) => `\`${action}\``).join(', ')}.${lawOnly}`,
    `- ${rule.refusal['zh-CN']} → ${rule.remedy['zh-CN']}\n- ${rule.refusal['zh-HK']} → ${rule.remedy['zh-HK']}\n- ${rule.refusal.en} → ${rule.remedy.en} (${rule.whoMends})`,
    `\`\`\`cedar\n${rule.cedar}\n\`\`\``,
  ].join('\n\n')
}
