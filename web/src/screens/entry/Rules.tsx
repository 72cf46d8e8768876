import { useTranslation } from 'react-i18next'
import type { Fact, Source, Verdict } from '../../../../src/core/case/kind.ts'
import type { Entry } from '../../../../src/core/record/entry.ts'
import type { Json } from '../../../../src/core/record/jcs.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { Id } from '../../parts/Id.tsx'
import { State } from '../../parts/State.tsx'
import { Value } from '../../parts/Value.tsx'
import { type RuleFound, usePackBook } from '../../record/packs.ts'
import { readFields } from '../../record/read.ts'

/** The rules that decided, each with its source, and under each the facts it read: what was found, what was required, where it was read. */
export function Rules({ entry }: { readonly entry: Entry }) {
  const { t } = useTranslation('entry')
  const book = usePackBook()
  const { decision, facts } = readFields(entry)
  const among = [...(decision?.packs ?? []), ...(decision?.model === undefined ? [] : [decision.model])]
  const rules = (decision?.rules ?? []).map((id) => ({ id, found: book.rule(id, among) }))
  const shown = new Set(rules.flatMap(({ found }) => found?.rule.facts ?? []))
  const others = Object.entries(facts).filter(([name]) => !shown.has(name))
  return (
    <>
      {rules.length === 0 ? <p className="muted">{t('rules.none')}</p> : null}
      <ol className="rules">
        {rules.map(({ id, found }) => (
          <li key={id}>
            <RuleHead id={id} found={found} warning={decision?.warnings.includes(id) ?? false} />
            {(found?.rule.facts ?? []).map((name) =>
              facts[name] === undefined ? null : <FactLine key={name} name={name} fact={facts[name]} />,
            )}
          </li>
        ))}
      </ol>
      {others.length === 0 ? null : (
        <>
          <h3>{t('facts.other')}</h3>
          <div className="rules">
            {others.map(([name, fact]) => (
              <FactLine key={name} name={name} fact={fact} />
            ))}
          </div>
        </>
      )}
    </>
  )
}

export function RuleHead({
  id,
  found,
  warning,
}: {
  readonly id: string
  readonly found: RuleFound | undefined
  readonly warning: boolean
}) {
  const { t } = useTranslation('entry')
  const { language } = usePreferences()
  const { rule, instrument } = found ?? {}
  return (
    <div className="rule-head">
      <b>{rule?.title[language] ?? id}</b> {warning ? <State tone="warn">{t('rule.warning')}</State> : null}
      <div className="muted">
        {rule === undefined ? (
          t('rule.unknown')
        ) : (
          <>
            {language === 'en' ? (instrument?.titleEn ?? instrument?.title) : instrument?.title}
            {instrument?.number === undefined ? '' : ` ${instrument.number}`} · {t('article')} {rule.article} ·{' '}
            {t(`rule.force.${rule.force}`)} ·{' '}
          </>
        )}
        <span className="mono">{id}</span>
      </div>
    </div>
  )
}

function FactLine({ name, fact }: { readonly name: string; readonly fact: Fact }) {
  const { t } = useTranslation(['entry', 'common'])
  const judged = isVerdict(fact.value) ? fact.value : undefined
  const met = judged?.ok ?? (typeof fact.value === 'boolean' ? fact.value : undefined)
  return (
    <div className="fact">
      <span className="mono fact-name">{name}</span>
      <span>
        <FactValue name={name} value={fact.value} />
        <span className="sources">
          {fact.sources.map((source, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the sources of an entry never change
            <SourceMark key={index} source={source} />
          ))}
        </span>
      </span>
      <span className="fact-met">
        {met === undefined ? null : (
          <State tone={met ? 'good' : 'bad'}>{t(met ? 'entry:fact.met' : 'entry:fact.unmet')}</State>
        )}
      </span>
    </div>
  )
}

/** What was found, and for a comparison what was required. */
export function FactValue({ name, value }: { readonly name: string; readonly value: Json }) {
  const { t } = useTranslation('entry')
  if (!isVerdict(value)) return <Value name={name} value={value} />
  return (
    <>
      <span className="muted">{t('fact.found')}</span> <Plain text={value.found} />{' '}
      <span className="muted">· {t('fact.required')}</span> <Plain text={value.required} />
    </>
  )
}

function Plain({ text }: { readonly text: string }) {
  return /^[0-9a-f]{64}$/.test(text) ? <Id id={text} /> : <span>{text}</span>
}

/** What can be computed again is proved; what somebody's word is, is attested, by whom. */
function SourceMark({ source }: { readonly source: Source }) {
  const { t } = useTranslation('entry')
  const where = t(`source.${source.from}`)
  if (source.attestedBy !== undefined) {
    return (
      <span className="source" data-kind="attested" title={source.id}>
        {t('source.attested', { who: source.attestedBy })} · {where}
      </span>
    )
  }
  return (
    <span className="source" data-kind={source.from === 'payload' ? 'stated' : 'proved'} title={source.id}>
      {t(source.from === 'payload' ? 'source.stated' : 'source.proved')} · {where}
    </span>
  )
}

function isVerdict(value: Json): value is Json & Verdict {
  const { ok, found } = (typeof value === 'object' ? value : {}) as Partial<Verdict>
  return typeof ok === 'boolean' && typeof found === 'string'
}
