import { useQuery } from '@tanstack/react-query'
import { Input, Timeline } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { startOf } from '../../../../src/core/rules/interval.ts'
import type { Zone } from '../../../../src/core/rules/pack.ts'
import { useCases, usePacks, useStraddling, useZone } from '../../api/queries.ts'
import { usePreferences } from '../../app/preferences.tsx'
import { momentOf } from '../../format/moment.ts'
import { formatTime } from '../../format/time.ts'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { caseName } from '../../record/caseNumber.ts'
import { usePackBook } from '../../record/packs.ts'
import { type Heard, type Held, heldAt, type RegimeChange, timeline, type Water } from '../../record/regime.ts'
import { noticeTones } from './Notices.tsx'

const packOf: Readonly<Record<Zone, string>> = { onshore: 'cn', offshore: 'hk' }
const zones = ['onshore', 'offshore'] as const

/** The law of both shores: this zone's own as it published it; of the other shore what ships, and it says so. */
function useWaters(): readonly Water[] {
  const { packs } = usePackBook()
  const shipped = useQuery({
    queryKey: ['shipped-law'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const [cn, hk] = await Promise.all([
        import('../../../../packs/cn/pack.json'),
        import('../../../../packs/hk/pack.json'),
      ])
      return { onshore: cn.default, offshore: hk.default } as unknown as Record<Zone, Water['manifest']>
    },
  }).data
  return zones.flatMap((zone) => {
    const own = packs.filter(({ manifest }) => manifest.id === packOf[zone]).at(-1)?.manifest
    const manifest = own ?? shipped?.[zone]
    return manifest === undefined ? [] : [{ zone, published: own !== undefined, manifest }]
  })
}

/** Two waters, side by side: what held on a day, how it came to be so, which cases stand on both sides of a change, and what is only heard. */
export function Regime() {
  const { t } = useTranslation('registers')
  const now = useZone().data?.now ?? ''
  const today = now === '' ? '' : formatTime(now).slice(0, 10)
  // Typed as the record shows it, the same in each language: a browser's own control would set it by its own locale.
  const [typed, setTyped] = useState<string>()
  const asked = momentOf(typed ?? today)
  const day = asked === undefined ? today : formatTime(asked).slice(0, 10)
  const waters = useWaters()
  const notices = usePacks().data?.state?.notices ?? []
  if (waters.length === 0 || day === '') return null
  const at = startOf(day)
  const line = timeline(waters, notices, today)
  return (
    <>
      <Panel
        padded
        testId="regime-day"
        title={t('regime.held', { day })}
        extra={
          <Input
            style={{ width: 120 }}
            value={typed ?? today}
            maxLength={10}
            placeholder="YYYY-MM-DD"
            status={asked === undefined ? 'error' : ''}
            aria-label={t('regime.day')}
            allowClear
            onChange={(event) => setTyped(event.target.value === '' ? undefined : event.target.value)}
            data-testid="regime-asked"
          />
        }
      >
        <div className="regime-waters">
          {waters.map((water) => (
            <section key={water.zone}>
              <h3>{t(`regime.water.${water.zone}`)}</h3>
              {water.published ? null : <p className="muted">{t('regime.shipped')}</p>}
              {heldAt(water, at).map((held) => (
                <Source key={held.instrument.id} held={held} />
              ))}
            </section>
          ))}
        </div>
      </Panel>
      <Straddles changes={line.filter((one) => one.what === 'change')} />
      <Panel title={t('regime.line')} padded testId="regime-line">
        <Timeline
          items={line.map((one) => ({
            key: one.what === 'change' ? `${one.at} ${one.zone}` : one.notice.id,
            color: one.what === 'notice' ? (one.status === 'confirmed' ? 'green' : 'gray') : 'blue',
            content: one.what === 'change' ? <Change change={one} /> : <Hearsay heard={one} />,
          }))}
        />
      </Panel>
    </>
  )
}

function Source({ held }: { readonly held: Held }) {
  const { t } = useTranslation('registers')
  const { language } = usePreferences()
  const { instrument, forbids, permits, shown } = held
  const parts = [
    forbids > 0 ? t('regime.forbids', { count: forbids }) : '',
    permits > 0 ? t('regime.permits', { count: permits }) : '',
    shown > 0 ? t('regime.shown', { count: shown }) : '',
  ]
  return (
    <div className="regime-source">
      <b>{language === 'en' ? instrument.titleEn : instrument.title}</b> {instrument.number}{' '}
      <span className="muted">{parts.filter((part) => part !== '').join(' · ')}</span>
    </div>
  )
}

function Change({ change }: { readonly change: RegimeChange }) {
  const { t } = useTranslation('registers')
  const { at, zone, begins, ends } = change
  return (
    <div>
      <b>{formatTime(at).slice(0, 10)}</b> <span className="muted">{t(`regime.water.${zone}`)}</span>
      {ends.map((held) => (
        <div key={held.instrument.id} className="regime-row">
          <State tone="bad">{t('regime.ends')}</State>
          <Source held={held} />
        </div>
      ))}
      {begins.map((held) => (
        <div key={held.instrument.id} className="regime-row">
          <State tone="good">{t('regime.begins')}</State>
          <Source held={held} />
        </div>
      ))}
    </div>
  )
}

function Hearsay({ heard }: { readonly heard: Heard }) {
  const { t } = useTranslation('registers')
  const { language } = usePreferences()
  const { at, notice, status } = heard
  return (
    <div className="regime-heard" data-testid={`heard-${notice.id}`}>
      <b>{formatTime(at).slice(0, 10)}</b> <State tone={noticeTones[status]}>{t(`notices.is.${status}`)}</State>{' '}
      <span className="muted">{t(`notices.kind.${notice.kind}`)}</span>
      <div>{notice.title[language]}</div>
      {status === 'confirmed' ? null : <div className="muted">{t('notices.changeNothing')}</div>}
    </div>
  )
}

/** Cases with acts before and after a change of the law. */
function Straddles({ changes }: { readonly changes: readonly RegimeChange[] }) {
  const { t } = useTranslation('registers')
  const cases = useCases().data ?? []
  const kind = useZone().data?.kind
  const moments = changes.filter(({ zone }) => zone === kind).map(({ at }) => at)
  const found = (useStraddling(moments).data ?? []).filter((one) => cases.some(({ id }) => id === one.case))
  return (
    <Panel title={t('regime.straddling')} padded testId="regime-straddling">
      {found.length === 0 ? <Empty title={t('regime.noneStraddles')} /> : null}
      {found.map(({ case: id, at, before, after }) => (
        <div key={`${id} ${at}`}>
          <Link to={`/cases/${id}`}>{caseName(cases.find((row) => row.id === id)!)}</Link>{' '}
          {t('regime.acts', { day: formatTime(at).slice(0, 10), before, after })}
        </div>
      ))}
    </Panel>
  )
}
