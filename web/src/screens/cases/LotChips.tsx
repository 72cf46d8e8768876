import type { CaseState } from '../../../../src/core/case/state.ts'
import { stageOf } from '../../../../src/core/case/state.ts'
import { trimmedAmount } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { useNames } from '../../parts/names.tsx'
import { custodyOf, lotsOf } from '../../record/lots.ts'
import { subjectsOf, tranchesByStage } from '../../record/stages.ts'

/**
 * Lots of a case with where each stands. Offshore a lot stands still once its way is decided, and its tranches go on: there they are named, those of one
 * stage together.
 */
export function LotChips({ state }: { readonly state: CaseState }) {
  const names = useNames()
  const lots = lotsOf(state)
  const rows = subjectsOf(state).filter(({ lot, tranche }) => lot !== undefined && tranche === undefined)
  if (rows.length === 0) return <span className="muted">--</span>
  return (
    <span className="chips">
      {rows.map(({ key, lot }) => {
        const known = lots[lot!]
        return (
          <span key={key} className="chip">
            <b>{lot}</b>
            {known === undefined ? null : ` ${trimmedAmount(known.units, known.asset)} ${tickerOf(known.asset)}`}
            <span className="muted"> {names.stage(stageOf(state, { lot: lot! }))}</span>
            {custodyOf(state) !== undefined
              ? null
              : tranchesByStage(state, lot!).map(([stage, tranches]) => (
                  <span key={stage}>
                    {' '}
                    {tranches.join(', ')}
                    <span className="muted"> {names.stage(stage)}</span>
                  </span>
                ))}
          </span>
        )
      })}
    </span>
  )
}
