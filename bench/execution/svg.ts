import type { SettingResult } from './tracks/m.ts'

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Cost per entrant as bars, the liquidity bound as a line. */
export function barsSvg(result: SettingResult): string {
  const rows = result.entrants.toSorted((a, b) => a.costBps - b.costBps)
  const width = 720
  const left = 150
  const scale = (width - left - 110) / Math.max(...rows.map(({ costBps }) => costBps))
  const bars = rows.map(({ name, costBps, capture }, i) => {
    const y = 44 + i * 24
    const note = capture === undefined ? '' : ` (${(capture * 100).toFixed(0)} %)`
    return `<text x="${left - 8}" y="${y + 12}" text-anchor="end">${escaped(name)}</text><rect x="${left}" y="${y}" width="${(costBps * scale).toFixed(1)}" height="16" fill="${name === 'ours' ? '#1b6e4b' : '#9aa5b1'}"/><text x="${(left + costBps * scale + 6).toFixed(1)}" y="${y + 12}">${costBps.toFixed(2)}${note}</text>`
  })
  const bound =
    result.primalBps === undefined
      ? ''
      : `<line x1="${(left + result.primalBps * scale).toFixed(1)}" y1="36" x2="${(left + result.primalBps * scale).toFixed(1)}" y2="${44 + rows.length * 24}" stroke="#b3261e" stroke-dasharray="4 3"/><text x="${(left + result.primalBps * scale + 4).toFixed(1)}" y="34" fill="#b3261e">liquidity bound ${result.primalBps.toFixed(2)}</text>`
  const title = `${result.setting}: cost in bps of value at the mid of the moment, ${result.episodes} episodes (share of the liquidity gap closed)`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${60 + rows.length * 24}" font-family="sans-serif" font-size="12"><title>${escaped(title)}</title><text x="8" y="18" font-size="13">${escaped(title)}</text>${bound}${bars.join('')}</svg>\n`
}
