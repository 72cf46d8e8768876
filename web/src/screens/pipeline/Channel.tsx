import { useTranslation } from 'react-i18next'
import { useZone } from '../../api/queries.ts'
import { trimmedAmount } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { age, formatTime } from '../../format/time.ts'
import { lotsOf } from '../../record/lots.ts'
import { type Passage, type Stage, stageForKind, stages, subjectsOf } from '../../record/stages.ts'
import type { CaseView } from '../../record/useWaiting.ts'

type Row = ReturnType<typeof subjectsOf>[number]

/** One case as channels: a row for the case, each lot and each tranche, a gate for each stage. */
export function Channel({ view, zone }: { readonly view: CaseView; readonly zone: 'onshore' | 'offshore' }) {
  const { t } = useTranslation(['stages', 'common', 'pipeline'])
  const lots = lotsOf(view.row.state)
  // The zone offshore hears of the lots in its mandate: what the case itself or another lot walked is not its to show.
  const rows = subjectsOf(view.row.state, view.passages).filter(({ key, lot }) =>
    lot === undefined ? view.passages.has(key) : lots[lot] !== undefined,
  )
  return (
    <div className="channel-scroll">
      <table className="channel">
        <thead>
          <tr>
            <th>{t('common:subject')}</th>
            {stages.map((stage) => (
              <th
                key={stage.id}
                data-zone={stage.zone}
                className={stage.zone === zone ? '' : 'other'}
                title={t(`common:${stage.zone}`)}
              >
                {t(`stages:${stage.id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const lot = row.tranche === undefined && row.lot !== undefined ? lots[row.lot] : undefined
            return (
              <tr key={row.key} data-level={levelOf(row)}>
                <th scope="row">
                  {row.tranche ?? row.lot ?? t('common:case')}
                  {lot === undefined ? null : (
                    <span className="muted">
                      {' '}
                      {trimmedAmount(lot.units, lot.asset)} {tickerOf(lot.asset)}
                    </span>
                  )}
                </th>
                <Gates row={row} view={view} />
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Gates({ row, view }: { readonly row: Row; readonly view: CaseView }) {
  const way = wayOf(row, view)
  const first = stages.findIndex(({ id }) => way.has(id))
  const last = stages.findLastIndex(({ id }) => way.has(id))
  const reached = stages.findLastIndex(({ id }) => way.get(id)?.passage !== undefined)
  return stages.map((stage, index) => {
    if (index < first || index > last || first < 0) return <td key={stage.id} />
    const cell = way.get(stage.id)
    return <Gate key={stage.id} {...cell} stage={stage} own={cell !== undefined} behind={index < reached} />
  })
}

interface Cell {
  readonly passage?: Passage
  readonly waiting?: { readonly since: string }
}

function levelOf(row: Row): Stage['level'] {
  if (row.tranche !== undefined) return 'tranche'
  return row.lot === undefined ? 'case' : 'lot'
}

/** The stages that a row walks, with when it passed and what it waits for. A lot that is returned does not walk those of the sale, and the other way round. */
function wayOf(row: Row, view: CaseView): ReadonlyMap<string, Cell> {
  const level = levelOf(row)
  const passed = view.passages.get(row.key)
  const returned = row.lot !== undefined && lotsOf(view.row.state)[row.lot]?.outcome === 'return'
  const map = new Map<string, Cell>()
  for (const stage of stages) {
    const passage = passed?.get(stage.id)
    const waiting = view.waiting.find(
      (one) => one.key === row.key && stageForKind(one.kind, one.purpose)?.stage === stage.id,
    )
    if (
      passage === undefined &&
      waiting === undefined &&
      (stage.level !== level || (level === 'lot' && skips(stage, returned)))
    )
      continue
    map.set(stage.id, { ...(passage === undefined ? {} : { passage }), ...(waiting === undefined ? {} : { waiting }) })
  }
  return map
}

const onlySold = new Set(['entrusted', 'bonded', 'cleared', 'tested', 'fx', 'distributed', 'treasury'])
const skips = (stage: Stage, returned: boolean): boolean =>
  returned ? onlySold.has(stage.id) : stage.id === 'returned'

interface GateParameters extends Cell {
  readonly stage: Stage
  /** The row walks this stage itself, or only its channel passes. */
  readonly own: boolean
  /** A later stage was passed. */
  readonly behind: boolean
}

function stateOf({ own, waiting, passage, behind }: GateParameters) {
  if (!own) return behind ? 'flow' : 'through'
  if (waiting !== undefined) return 'here'
  if (passage === undefined) return behind ? 'silent' : 'ahead'
  if (!passage.ends) return behind ? 'passed' : 'begun'
  return passage.crossed ? 'across' : 'passed'
}

function Gate(parameters: GateParameters) {
  const { stage, passage, waiting, own } = parameters
  const { t } = useTranslation(['pipeline', 'stages', 'common'])
  const now = useZone().data?.now
  const since = age(waiting?.since, now)
  const at = `${formatTime(passage?.at)} UTC+8`
  const waited =
    since === undefined ? '' : t('common:waitingFor', { age: t(`common:age.${since.unit}`, { n: since.count }) })
  const words = {
    flow: '',
    through: '',
    here: `${t('pipeline:here')} ${waited}`,
    across: t('pipeline:across', { at }),
    silent: t('pipeline:legend.across'),
    passed: `${t('pipeline:passed')} ${at}`,
    begun: `${t('pipeline:here')} ${at}`,
    ahead: t('pipeline:ahead'),
  }
  const state = stateOf(parameters)
  const text = `${t(`stages:${stage.id}`)}: ${words[state]}`
  return (
    <td data-state={state} title={own ? text : undefined}>
      {own ? <span className="gate" role="img" aria-label={text} /> : null}
      {since === undefined ? null : (
        <span className="gate-age">{t(`common:age.${since.unit}`, { n: since.count })}</span>
      )}
    </td>
  )
}
