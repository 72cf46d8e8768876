import { useTranslation } from 'react-i18next'
import { useCheckpointNote } from '../../api/queries.ts'
import { State } from '../../parts/State.tsx'
import { readNote } from '../../record/note.ts'

/** Where the entry stands in the log and whether the newest checkpoint covers it. */
export function ProofState({ index, short = false }: { readonly index: number | undefined; readonly short?: boolean }) {
  const { t } = useTranslation('entry')
  const note = useCheckpointNote().data
  const size = note === undefined ? undefined : readNote(note)?.size
  const covered = index !== undefined && size !== undefined && index < size
  if (!covered) return <State tone="wait">{short ? (index ?? '--') : t('proof.waiting')}</State>
  return (
    <State tone="good" title={t('proof.covered', { size })}>
      {short ? index : `${t('index')} ${index} · ${t('proof.covered', { size })}`}
    </State>
  )
}
