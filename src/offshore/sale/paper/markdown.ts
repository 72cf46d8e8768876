import type { Block, Paper } from './salePaper.ts'

/** A paper as Markdown: what a picture shows stands in the table beside it. @example paperMarkdown(paper).startsWith('# ') // true */
export function paperMarkdown({ title, sandbox, blocks, footer }: Paper): string {
  const parts = [`# ${clean(title)}`, ...(sandbox === undefined ? [] : [`**${clean(sandbox)}**`])]
  for (const block of blocks) {
    const text = blockText(block)
    if (text !== '') parts.push(text)
  }
  return `${[...parts, '---', clean(footer)].join('\n\n')}\n`
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `## ${clean(block.text)}`
    case 'note':
      return block.strong === true ? `**${clean(block.text)}**` : clean(block.text)
    case 'facts':
    case 'hashes':
      return block.rows.map(([label, value]) => `- ${clean(label)}: ${clean(value)}`).join('\n')
    case 'table':
      return tableText(block)
    case 'pair':
      return [...block.left, ...block.right]
        .map(blockText)
        .filter((text) => text !== '')
        .join('\n\n')
    case 'bars':
      return tableText({
        kind: 'table',
        head: block.head,
        rows: block.rows.map(({ label, bps, cells }) => [label, bps, ...cells]),
        strongRow: block.rows.findIndex(({ strong }) => strong === true),
      })
    default:
      return ''
  }
}

function tableText({ head, rows, strongRow }: Extract<Block, { kind: 'table' }>): string {
  const line = (cells: readonly string[], strong = false): string =>
    `| ${cells.map((cell) => (strong && cell !== '' ? `**${clean(cell)}**` : clean(cell))).join(' | ')} |`
  return [line(head), `|${head.map((_, i) => (i === 0 ? ' --- ' : ' ---: ')).join('|')}|`]
    .concat(rows.map((row, i) => line(row, i === strongRow)))
    .join('\n')
}

/** A name from outside cannot open a cell, a link or a tag. */
function clean(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`)
}
