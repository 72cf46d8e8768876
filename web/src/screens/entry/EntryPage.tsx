import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import type { Entry } from '../../../../src/core/record/entry.ts'
import { getJson } from '../../api/client.ts'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { EntryView } from './EntryView.tsx'

interface Answer {
  readonly id: string
  readonly entry: Entry
  readonly stream: string
  /** Kind of the stream. */
  readonly of: string
  /** Place in the log; absent until it is integrated. */
  readonly index?: number
  /** Fields that are sealed to who reads until the last fill. */
  readonly sealed?: readonly string[]
}

/** An entry by its id, from a link or the palette. */
export function EntryPage() {
  const { id = '' } = useParams()
  const query = useQuery({ queryKey: ['entry', id], queryFn: () => getJson<Answer>(`/api/entries/${id}`) })
  return <Loaded query={query}>{(answer) => <Found answer={answer} />}</Loaded>
}

function Found({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation(['entry', 'common'])
  const names = useNames()
  const navigate = useNavigate()
  const { id, entry, index, sealed } = answer
  const row = { id, entry, ...(index === undefined ? {} : { index }), ...(sealed === undefined ? {} : { sealed }) }
  return (
    <>
      <div className="page-head">
        <h1>{names.kind(answer.entry.header.kind)}</h1>
        {answer.of === 'case' ? <Link to={`/cases/${answer.stream}/timeline`}>{t('common:case')}</Link> : null}
        <Button size="small" onClick={() => void navigate(-1)}>
          {t('common:back')}
        </Button>
      </div>
      <Panel padded>
        <EntryView row={row} />
      </Panel>
    </>
  )
}
