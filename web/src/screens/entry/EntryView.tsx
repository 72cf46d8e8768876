import { Segmented } from 'antd'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { checkOpenings, entryId } from '../../../../src/core/record/entry.ts'
import { NotShown } from '../../access/PersonalValues.tsx'
import type { EntryRow } from '../../api/types.ts'
import { shorten } from '../../format/ids.ts'
import { At } from '../../parts/At.tsx'
import { Deleted } from '../../parts/Deleted.tsx'
import { CopyButton, Id } from '../../parts/Id.tsx'
import { useNames } from '../../parts/names.tsx'
import { State } from '../../parts/State.tsx'
import { EntryLink, FieldRow, Fields } from '../../parts/Value.tsx'
import { useDeletions } from '../../record/deletions.ts'
import { maskedEntry } from '../../record/personal.ts'
import { readFields } from '../../record/read.ts'
import { ProofState } from './ProofState.tsx'
import { Rules } from './Rules.tsx'

/** One entry, whole: what it says, the rules and facts it was decided on with their sources, its leaf and proof; raw and decoded side by side. */
export function EntryView({ row, asset }: { readonly row: EntryRow; readonly asset?: string | undefined }) {
  const { t } = useTranslation('entry')
  const [view, setView] = useState<'both' | 'decoded'>('decoded')
  return (
    <div data-testid="entry-view">
      <Head row={row} />
      <Segmented
        style={{ margin: '10px 0' }}
        value={view}
        onChange={setView}
        options={[
          { value: 'decoded', label: t('decoded') },
          { value: 'both', label: `${t('decoded')} + ${t('raw')}` },
        ]}
      />
      <div className={view === 'both' ? 'side-by-side' : ''}>
        <Decoded row={row} asset={asset} />
        {view === 'both' ? <Raw row={row} /> : null}
      </div>
    </div>
  )
}

function Head({ row }: { readonly row: EntryRow }) {
  const { t } = useTranslation(['entry', 'common'])
  const names = useNames()
  const { header } = row.entry
  const { actor } = readFields(row.entry)
  const leaf = useLeaf(row)
  return (
    <dl className="facts">
      <FieldRow label={t('entry:recordedAt')}>
        <At at={header.recordedAt} named />
      </FieldRow>
      <FieldRow label={t('entry:effectiveAt')}>
        <At at={header.effectiveAt} named />{' '}
        {header.effectiveAt < header.recordedAt ? <span className="muted">{t('entry:datedBack')}</span> : null}
      </FieldRow>
      <FieldRow label={t('entry:actor')}>
        {actor === undefined ? t('entry:withheld') : `${actor.person} · ${actor.org} · ${names.role(actor.role)}`}
      </FieldRow>
      <FieldRow label={t('entry:leaf')}>
        <Id id={row.id} head={12} tail={8} />{' '}
        <State tone={leaf ? 'good' : 'bad'}>{t(leaf ? 'entry:leaf.recomputed' : 'entry:leaf.differs')}</State>
      </FieldRow>
      <FieldRow label={t('entry:proof')}>
        <ProofState index={row.index} />
      </FieldRow>
    </dl>
  )
}

/** The leaf and each field's commitment, computed again in this page. */
function useLeaf(row: EntryRow): boolean {
  return useMemo(() => {
    try {
      checkOpenings(row.entry)
      return entryId(row.entry) === row.id
    } catch {
      return false
    }
  }, [row])
}

function Decoded({ row, asset }: { readonly row: EntryRow; readonly asset: string | undefined }) {
  const { t } = useTranslation('entry')
  const read = readFields(row.entry)
  return (
    <div>
      <Section title={t('content')}>
        <Fields fields={read.payload} asset={asset} />
        <NotShown row={row} />
        {read.withheld.length > 0 ? (
          <p className="muted">
            {t('withheld')}: {read.withheld.join(', ')}
          </p>
        ) : null}
      </Section>
      <Section title={`${t('rules')} ${read.decision?.rules.length ?? ''}`}>
        <Rules entry={row.entry} />
      </Section>
      <Section title={t('chain')}>
        <Chain row={row} />
      </Section>
    </div>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="entry-section">
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** Where the entry stands: its stream, the one before, what it was decided under, what it attaches. */
function Chain({ row }: { readonly row: EntryRow }) {
  const { t } = useTranslation('entry')
  const { header } = row.entry
  const { decision, documents } = readFields(row.entry)
  const packs = [...(decision?.packs ?? []), ...(decision?.model === undefined ? [] : [decision.model])]
  return (
    <dl className="facts">
      <FieldRow label={t('stream')}>
        <Id id={header.stream ?? row.id} />
      </FieldRow>
      <FieldRow label={t('prev')}>{header.prev === undefined ? '--' : <EntryLink id={header.prev} />}</FieldRow>
      <FieldRow label={t('machine')}>
        <span className="mono">{header.machine}</span>
      </FieldRow>
      <FieldRow label={t('heads')}>
        {Object.entries(header.heads).map(([name, head]) => (
          <div key={name}>
            {name} <EntryLink id={head} />
          </div>
        ))}
      </FieldRow>
      <FieldRow label={t('packs')}>
        {packs.map((hash) => (
          <div key={hash}>
            <Id id={hash} />
          </div>
        ))}
      </FieldRow>
      <FieldRow label={t('documents')}>
        {documents.length === 0 ? '--' : documents.map((hash) => <DocumentLink key={hash} hash={hash} />)}
      </FieldRow>
    </dl>
  )
}

function DocumentLink({ hash }: { readonly hash: string }) {
  const deletion = useDeletions().ofDocument(hash)
  if (deletion !== undefined)
    return (
      <div>
        <Id id={hash} /> <Deleted deletion={deletion} />
      </div>
    )
  return (
    <div className="id">
      <a href={`/api/documents/${hash}`} target="_blank" rel="noreferrer" title={hash}>
        {shorten(hash)}
      </a>
      <CopyButton text={hash} />
    </div>
  )
}

function Raw({ row }: { readonly row: EntryRow }) {
  const text = JSON.stringify(maskedEntry(row.entry), null, 2)
  return (
    <div style={{ position: 'relative' }}>
      <span className="id raw-copy">
        <CopyButton text={text} />
      </span>
      <pre className="raw">{text}</pre>
    </div>
  )
}
