import type { Block, Paper } from './salePaper.ts'

/**
 * Papers as one HTML file made for printing: A4, a page a language, the footer with its hash on each sheet, no script, nothing loaded. Fonts are those of the
 * machine that prints, Noto where it has them.
 *
 * @example paperHtml([salePaper(parameters, 'zh-CN'), salePaper(parameters, 'en')])
 */
export function paperHtml(papers: readonly Paper[]): string {
  const [first] = papers
  return `<!doctype html>
<html lang="${first?.language ?? 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plainText(first === undefined ? '' : [first.sandbox === undefined ? '' : 'SANDBOX', first.title].filter((text) => text !== '').join(' '))}</title>
<style>${style}</style>
</head>
<body>
${papers.map(pageHtml).join('\n')}
</body>
</html>
`
}

function pageHtml({ language, title, sandbox, blocks, footer }: Paper): string {
  return `<article lang="${language}">
${sandbox === undefined ? '' : `<p class="sandbox">${plainText(sandbox)}</p>\n`}<h1>${plainText(title)}</h1>
${blocks.map(blockHtml).join('\n')}
<footer>${plainText(footer)}${sandbox === undefined ? '' : ' · SANDBOX'}</footer>
</article>`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h2>${plainText(block.text)}</h2>`
    case 'note':
      return `<p${block.strong === true ? ' class="strong"' : ''}>${plainText(block.text)}</p>`
    case 'facts':
    case 'hashes':
      return `<dl class="${block.kind}">${block.rows.map(([label, value]) => `<div><dt>${plainText(label)}</dt><dd>${plainText(value)}</dd></div>`).join('')}</dl>`
    case 'table':
      return tableHtml(block)
    case 'bars':
      return barsHtml(block)
    case 'pair':
      return `<div class="pair">${[block.left, block.right].map((side) => `<div>${side.map(blockHtml).join('')}</div>`).join('')}</div>`
    case 'path':
      return pathHtml(block)
  }
}

function tableHtml({ head, rows, strongRow }: Extract<Block, { kind: 'table' }>): string {
  const body = rows.map(
    (row, i) =>
      `<tr${i === strongRow ? ' class="strong"' : ''}>${row
        .map((cell, c) => (c === 0 ? `<th scope="row">${plainText(cell)}</th>` : `<td>${plainText(cell)}</td>`))
        .join('')}</tr>`,
  )
  return `<table><thead><tr>${head.map((cell) => `<th scope="col">${plainText(cell)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

/** A table with its bars in it, on one scale; behind the own bar the interval that was forecast. */
function barsHtml({ head, rows }: Extract<Block, { kind: 'bars' }>): string {
  const most = Math.max(1, ...rows.flatMap(({ bps, band }) => [Number(bps), band?.[1] ?? 0]))
  const share = (bps: number): number => Math.round((Math.max(0, bps) / most) * 1000) / 10
  const [first = '', ...others] = head
  const body = rows.map(({ label, bps, band, strong, cells }) => {
    const behind =
      band === undefined
        ? ''
        : `<rect class="band" x="${share(band[0])}" y="0" width="${Math.max(0.5, share(band[1]) - share(band[0]))}" height="10"/>`
    const bar = `<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${behind}<rect class="${strong === true ? 'own' : 'other'}" x="0" y="2" width="${share(Number(bps))}" height="6"/></svg>`
    const rest = [bps, ...cells].map((cell) => `<td>${plainText(cell)}</td>`).join('')
    return `<tr${strong === true ? ' class="strong"' : ''}><th scope="row">${plainText(label)}</th><td class="bar">${bar}</td>${rest}</tr>`
  })
  return `<table><thead><tr><th scope="col">${plainText(first)}</th><th></th>${others.map((cell) => `<th scope="col">${plainText(cell)}</th>`).join('')}</tr></thead><tbody>${body.join('')}</tbody></table>`
}

function pathHtml({ label, points, floor }: Extract<Block, { kind: 'path' }>): string {
  if (points.length < 2) return ''
  const [width, height] = [320, 44]
  const values = points.flatMap(({ mid, got }) => (got === undefined ? [mid] : [mid, got]))
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = Math.max(1e-9, high - low)
  // A floor far below would flatten the rest: it is drawn at the bottom then.
  const y = (value: number): number =>
    Math.round(Math.min(height - 2, 6 + ((high - value) / span) * (height - 20)) * 10) / 10
  const x = (i: number): number => Math.round((4 + (i / (points.length - 1)) * (width - 8)) * 10) / 10
  const line = points.map(({ mid }, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(mid)}`).join('')
  const dots = points.flatMap(({ got }, i) =>
    got === undefined ? [] : [`<circle cx="${x(i)}" cy="${y(got)}" r="1.6"/>`],
  )
  return `<figure><svg class="path" viewBox="0 0 ${width} ${height}" role="img" aria-label="${plainText(label)}"><path class="floor" d="M0 ${y(floor)}H${width}"/><path class="mid" d="${line}"/>${dots.join('')}</svg><figcaption>${plainText(label)}</figcaption></figure>`
}

const style = `
@page { size: A4; margin: 9mm 13mm 9mm }
* { box-sizing: border-box }
body { margin: 0; color: #16202c; background: #fff; font: 8.2pt/1.32 "Noto Sans", "Helvetica Neue", Arial, sans-serif }
:lang(zh-CN) { font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif }
:lang(zh-HK) { font-family: "Noto Sans CJK HK", "Noto Sans CJK TC", "Source Han Sans TC", "Microsoft JhengHei", "PingFang HK", sans-serif }
article { max-width: 184mm; margin: 0 auto; padding: 0; break-after: page }
article:last-child { break-after: auto }
h1 { font-size: 13.5pt; margin: 0 0 2mm }
h2 { font-size: 10.5pt; margin: 2mm 0 .6mm; border-bottom: .3mm solid #16202c; break-after: avoid }
p { margin: 1mm 0 }
.sandbox { margin: 0 0 2mm; padding: 1mm 2mm; border: .5mm dashed #9a5b00; color: #7a4600; font-weight: 700 }
.strong { font-weight: 700 }
dl { margin: 1mm 0; columns: 2; column-gap: 6mm }
dl div { display: flex; gap: 2mm; break-inside: avoid }
dt { flex: 0 0 34%; color: #4a5664 }
dd { margin: 0; flex: 1; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
table { width: 100%; border-collapse: collapse; margin: 1.4mm 0; font-size: 7.9pt; break-inside: avoid }
td { white-space: nowrap }
th, td { padding: .4mm 1mm; border-bottom: .15mm solid #c5ccd4; text-align: right; font-weight: 400; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
th:first-child { text-align: left }
thead th { color: #4a5664; border-bottom-color: #16202c }
tr.strong th, tr.strong td { font-weight: 700 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 5mm } .pair > div { min-width: 0 } .pair dl { columns: 1 } .pair dt { flex-basis: 46% }
@media (max-width: 600px) { .pair { display: block } dl { columns: 1 } }
figure { margin: 1.5mm 0 }
figcaption { color: #4a5664; font-size: 8pt }
svg { width: 100%; height: auto; display: block }
.hashes { columns: 1; font-size: 7.2pt } .hashes dt { flex-basis: 18% } .hashes dd { font-family: "Noto Sans Mono", Consolas, monospace }
.bar { width: 30% } .bar svg { height: 3.4mm }
.band { fill: #d9e2ec } .own { fill: #0b5cad } .other { fill: #8b98a7 }
.path .mid { fill: none; stroke: #16202c; stroke-width: 1.2 } .path circle { fill: #0b5cad } .path .floor { stroke: #9a5b00; stroke-dasharray: 5 4 }
footer { margin-top: 3mm; padding-top: 1mm; border-top: .15mm solid #c5ccd4; color: #4a5664; font-size: 7.4pt; overflow-wrap: anywhere }
@media screen { body { padding: 4mm } }
`.trim()

function plainText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
