import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Facets } from '../../api/types.ts'
import { useNames } from '../../parts/names.tsx'

/** What of a case is looked at, and from where on. */
export interface Looking {
  readonly order: 'newest' | 'oldest'
  readonly kind: string
  readonly stage: string
  readonly person: string
  readonly subject: string
  /** A position or an entry's id. */
  readonly from: string
}

export const lookingAtAll: Looking = { order: 'newest', kind: '', stage: '', person: '', subject: '', from: '' }

interface Props {
  readonly looking: Looking
  readonly facets: Facets | undefined
  readonly look: (looking: Looking) => void
}

/** Narrows a case by what its entries are, and goes to one of them. */
export function TimelineFilters({ looking, facets, look }: Props) {
  const { t } = useTranslation('entry')
  const names = useNames()
  const wordOf = {
    subject: (value: string) => value,
    kind: names.kind,
    stage: names.stage,
    person: (value: string) => value,
  }
  const facetsOf = {
    subject: facets?.subjects ?? [],
    kind: facets?.kinds ?? [],
    stage: facets?.stages ?? [],
    person: facets?.people ?? [],
  }
  const newest = looking.order === 'newest'
  return (
    <div className="filters">
      {(['subject', 'kind', 'stage', 'person'] as const).map((by) => (
        <Select
          key={by}
          size="small"
          showSearch={{ optionFilterProp: 'label' }}
          value={looking[by]}
          onChange={(value) => look({ ...looking, [by]: value, from: '' })}
          aria-label={t(`filter.${by}`)}
          data-testid={`filter-${by}`}
          popupMatchSelectWidth={false}
          style={{ minWidth: 128 }}
          options={[
            { value: '', label: t(`filter.${by}`) },
            ...facetsOf[by].map(({ value, count }) => ({ value, label: `${wordOf[by](value)} · ${count}` })),
          ]}
        />
      ))}
      <Jump go={(from) => look({ ...lookingAtAll, order: looking.order, from })} />
      <Button
        size="small"
        icon={newest ? <ArrowDownOutlined aria-hidden /> : <ArrowUpOutlined aria-hidden />}
        onClick={() => look({ ...looking, order: newest ? 'oldest' : 'newest', from: '' })}
      >
        {t(newest ? 'newest' : 'oldest')}
      </Button>
    </div>
  )
}

/** An entry is called by its number in the case, from 1, or by its id. */
function Jump({ go }: { readonly go: (from: string) => void }) {
  const { t } = useTranslation('entry')
  const [text, setText] = useState('')
  const typed = text.trim().toLowerCase()
  const fits = /^[1-9]\d{0,8}$/.test(typed) || /^[0-9a-f]{64}$/.test(typed)
  return (
    <Input
      size="small"
      allowClear
      value={text}
      status={typed === '' || fits ? '' : 'error'}
      placeholder={t('jump')}
      aria-label={t('jump')}
      data-testid="jump"
      style={{ width: 150 }}
      onChange={(event) => {
        setText(event.target.value)
        if (event.target.value === '') go('')
      }}
      onPressEnter={() => fits && go(typed.length === 64 ? typed : String(Number(typed) - 1))}
    />
  )
}
