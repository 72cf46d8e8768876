import type { CaseState } from '../../../../src/core/case/state.ts'
import { stageOf } from '../../../../src/core/case/state.ts'
import { trimmedAmount } from '../../format/amount.ts'
import { tickerOf } from '../../format/asset.ts'
import { useNames } from '../../parts/names.tsx'
import { lotsOf } from '../../record/lots.ts'
import { subjectsOf } from '../../record/stages.ts'

/** Lots of a case with where each stands. */
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
          </span>
        )
      })}
    </span>
  )
}
