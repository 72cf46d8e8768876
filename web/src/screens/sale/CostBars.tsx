import type { ReactNode } from 'react'

export interface CostBar {
  readonly key: string
  readonly label: ReactNode
  /** Basis points, as text to show and as a number to draw. */
  readonly bps: string
  /** From and to of a band behind the bar. */
  readonly band?: readonly [low: number, high: number]
  readonly strong?: boolean
  readonly note?: ReactNode
}

/** Costs beside each other on one scale, with the forecast's interval behind the bar that it was made for. */
export function CostBars({ bars, label }: { readonly bars: readonly CostBar[]; readonly label: string }) {
  const most = Math.max(1, ...bars.flatMap(({ bps, band }) => [Number(bps), band?.[1] ?? 0]))
  const share = (value: number): string => `${Math.max(0, Math.min(100, (value / most) * 100)).toFixed(2)}%`
  return (
    <table className="cost-bars" aria-label={label}>
      <tbody>
        {bars.map(({ key, label: name, bps, band, strong, note }) => (
          <tr key={key}>
            <th scope="row">{strong === true ? <b>{name}</b> : name}</th>
            <td className="bar">
              {band === undefined ? null : (
                <span className="band" style={{ left: share(band[0]), width: share(band[1] - band[0]) }} />
              )}
              <span className={strong === true ? 'fill strong' : 'fill'} style={{ width: share(Number(bps)) }} />
            </td>
            <td className="num">{bps}</td>
            <td className="muted">{note}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
