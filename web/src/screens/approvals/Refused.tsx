import { useTranslation } from 'react-i18next'
import { flawIn } from '../../../../src/core/flaws/flaw.ts'
import type { Problem } from '../../api/types.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { useNames } from '../../parts/names.tsx'
import { usePackBook } from '../../record/packs.ts'
import { FactValue, RuleHead } from '../entry/Rules.tsx'

/** Why the record did not take it: each rule not met, with what was found and what would meet it. */
export function Refused({ error, text }: { readonly error: Problem | undefined; readonly text: string }) {
  const { t } = useTranslation('approvals')
  const { language } = usePreferences()
  const names = useNames()
  const book = usePackBook()
  const unmet = error?.refusal?.unmet ?? []
  return (
    <div className="refusal" role="alert" data-testid="refusal">
      <h3>
        {t('refused')} <span className="mono">{error?.code}</span>
      </h3>
      {unmet.length === 0 ? (
        <p style={{ margin: 0 }}>{flawIn(error?.facts, language) ?? flawIn(error?.refusal, language) ?? text}</p>
      ) : null}
      <ul style={{ margin: 0, paddingLeft: 16 }}>
        {unmet.map(({ rule, found }) => {
          const known = book.rule(rule)
          return (
            <li key={rule}>
              <div>{known?.rule.refusal[language]}</div>
              <RuleHead id={rule} found={known} warning={false} />
              {Object.entries(found).map(([name, value]) => (
                <div key={name}>
                  <span className="mono muted">{name}</span> <FactValue name={name} value={value} />
                </div>
              ))}
              {known === undefined ? null : (
                <div>
                  <span className="muted">{t('refused.remedy')} </span>
                  {known.rule.remedy[language]} <span className="muted">{t('refused.by')} </span>
                  {names.role(known.rule.whoMends)}
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
