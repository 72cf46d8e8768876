import type { Command, Option } from './command.ts'
import { optionsOf } from './readWords.ts'

const width = 100

/** The help of one command: what it does, how it is called, an example that runs. */
export function helpText(command: Command): string {
  const { about, examples, exits, operands } = command
  const blocks = [
    `${nameOf(command)} — ${command.summary}`,
    `Usage: ${usageOf(command)}`,
    ...about.map((paragraph) => wrap(paragraph, '')),
    ...(operands.length === 0 ? [] : [rows(operands.map(({ name, text }) => [name, text]))]),
    `Options:\n${rows(Object.entries(optionsOf(command)).map(([name, option]) => [optionName(name, option), optionText(option)]))}`,
    `${examples.length === 1 ? 'Example' : 'Examples'}:\n${examples.map(({ line, text }) => `${wrap(`# ${text}`, '  ')}\n  ${line}`).join('\n')}`,
    `Exit codes: 0 ${exits[0]}; 1 ${exits[1]}; 2 ${exits[2]}.`,
  ]
  return `${blocks.join('\n\n')}\n`
}

/** All commands, one line each. */
export function overviewText(commands: readonly Command[]): string {
  return `Sluice: the lawful disposal of seized virtual assets, provable offline.

Usage: sluice COMMAND [words] [options]

${rows(commands.map((command) => [command.path.join(' '), command.summary]))}

sluice COMMAND --help shows words, options and an example of each. Every command takes --json.
Exit codes: 0 done; 1 refused or failed check; 2 bad input.
`
}

/** docs/reference/cli.md, whole: the commands' own help. */
export function referenceText(commands: readonly Command[]): string {
  const sections = commands.map((command) => `## ${nameOf(command)}\n\n\`\`\`\n${helpText(command)}\`\`\`\n`)
  return `# Command line

Made from the commands' own help by \`src/host/cli/writeReference.ts\`; a test compares the two. Not edited by hand.

\`\`\`
${overviewText(commands)}\`\`\`

${sections.join('\n')}`
}

export function nameOf(command: Pick<Command, 'path'>): string {
  return ['sluice', ...command.path].join(' ')
}

function usageOf(command: Command): string {
  const operands = command.operands.map(({ name, optional, many }) => {
    const one = many === true ? `${name}…` : name
    return optional === true ? `[${one}]` : one
  })
  return [nameOf(command), ...operands, '[options]'].join(' ')
}

function optionName(name: string, { value, many }: Option): string {
  const long = name === 'output' ? '-o, --output' : `--${name}`
  return value === undefined ? long : `${long} ${value}${many === true ? ' …' : ''}`
}

function optionText({ text, choices, otherwise }: Option): string {
  const allowed = choices === undefined ? '' : ` One of ${choices.join(', ')}.`
  return `${text}${allowed}${otherwise === undefined ? '' : ` Otherwise ${otherwise}.`}`
}

function rows(table: readonly (readonly [string, string])[]): string {
  const column = Math.min(30, Math.max(...table.map(([name]) => name.length))) + 2
  return table
    .map(([name, text]) => {
      const lines = wrap(text, ' '.repeat(column + 2)).trimStart()
      const head = name.length + 2 > column ? `  ${name}\n${' '.repeat(column + 2)}` : `  ${name.padEnd(column)}`
      return `${head}${lines}`
    })
    .join('\n')
}

function wrap(text: string, indent: string): string {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ')) {
    if (line.length > indent.length && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent
    }
    line += line.length === indent.length ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}
