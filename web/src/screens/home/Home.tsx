import { useTranslation } from 'react-i18next'
import { useCaseViews } from '../../record/useWaiting.ts'
import { CaseTable } from '../cases/Cases.tsx'
import { Clocks } from './Clocks.tsx'
import { DueDates } from './DueDates.tsx'
import { Figures } from './Figures.tsx'
import { WaitingList } from './WaitingList.tsx'

/** What waits, with due dates; then cases; then figures. */
export function Home() {
  const { t } = useTranslation('home')
  const { ready, views } = useCaseViews()
  return (
    <>
      <div className="page-head">
        <h1>{t('title')}</h1>
      </div>
      <WaitingList views={views} loading={!ready} />
      <Clocks />
      <DueDates views={views} />
      <CaseTable views={views} loading={!ready} title={t('cases')} />
      <Figures views={views} />
    </>
  )
}
