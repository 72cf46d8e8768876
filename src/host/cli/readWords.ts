import { SluiceError } from '../../core/errors.ts'
import type { Command, Option, Words } from './command.ts'

/** What every command has. */
export const commonOptions: Readonly<Record<string, Option>> = {
  json: { text: 'Print one JSON object on stdout and nothing else there.' },
  lang: {
    value: 'LANGUAGE',
    choices: ['zh-CN', 'zh-HK', 'en'],
    text: 'Language of messages for officers.',
    otherwise: 'the language of the terminal',
  },
  help: { text: 'Print this help.' },
}

/** What every command has that asks a zone. */
const signInOptions: Readonly<Record<string, Option>> = {
  as: {
    value: 'FILE',
    many: true,
    text: 'Key file of who reads, to sign in with; with several zones the first that a zone knows.',
    otherwise: 'the key that the command acts with, a session of sluice sign-in, or the files of SLUICE_KEY',
  },
}

/** All options of a command: its own, and those that it has as what it is. */
export function optionsOf(command: Command): Readonly<Record<string, Option>> {
  const asks = command.options.zone !== undefined && command.options.as === undefined
  return { ...command.options, ...(asks ? signInOptions : {}), ...commonOptions }
}

/**
 * Reads the words of a call against the description of its command. Everything wrong is said at once.
 *
 * @throws {INPUT_INVALID} with facts `faults`
 */
export function readWords(command: Command, args: readonly string[]): Words {
  const options = optionsOf(command)
  const faults: string[] = []
  const { texts, flags, rest } = split(args, options, faults)
  const operands = readOperands(command, rest, faults)
  if (faults.length > 0) {
    const name = `sluice ${command.path.join(' ')}`
    throw new SluiceError('INPUT_INVALID', `${faults.join('\n')}\n${name} --help says what it takes.`, {
      facts: { faults },
    })
  }
  return {
    operand: (name) => operands.get(name)?.[0] ?? '',
    operands: (name) => operands.get(name) ?? [],
    flag: (name) => flags.has(name),
    text: (name) => texts.get(name)?.[0],
    texts: (name) => texts.get(name) ?? [],
    keyFiles: () => (command.options.key?.value === 'FILE' ? (texts.get('key') ?? []) : []),
  }
}

interface Split {
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly flags: ReadonlySet<string>
  readonly rest: readonly string[]
}

function split(args: readonly string[], options: Readonly<Record<string, Option>>, faults: string[]): Split {
  const texts = new Map<string, string[]>()
  const flags = new Set<string>()
  const rest: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (word === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    // A lone dash is a file name for standard input or output.
    if (!word.startsWith('-') || word === '-') {
      rest.push(word)
      continue
    }
    const [given, inline] = parts(word)
    const name = longName(given)
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined) faults.push(`${given}: no such option.`)
    else if (option.value === undefined) {
      if (inline !== undefined) faults.push(`${given}: takes no value.`)
      flags.add(name)
    } else {
      const value = inline ?? args[++i]
      const fault =
        value === undefined || value === ''
          ? `${given}: expected ${option.value} after it.`
          : faultOf(given, option, value)
      if (fault !== undefined) faults.push(fault)
      else if (texts.has(name) && option.many !== true) faults.push(`${given}: given twice.`)
      else texts.set(name, [...(texts.get(name) ?? []), value!])
    }
  }
  return { texts, flags, rest }
}

function parts(word: string): [string, string | undefined] {
  const equals = word.indexOf('=')
  return word.startsWith('--') && equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word, undefined]
}

function longName(given: string): string {
  if (given === '-o') return 'output'
  if (given === '-h') return 'help'
  return given.startsWith('--') ? given.slice(2) : given
}

function faultOf(given: string, option: Option, value: string): string | undefined {
  const shown = value.length > 80 ? `${value.slice(0, 77)}...` : value
  if (option.choices !== undefined && !option.choices.includes(value)) {
    return `${given}: expected one of ${option.choices.join(', ')}; found "${shown}".`
  }
  if (option.pattern !== undefined && !option.pattern.test(value)) {
    return `${given}: expected ${option.expected ?? option.value}; found "${shown}".`
  }
  return undefined
}

function readOperands(command: Command, rest: readonly string[], faults: string[]): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  let at = 0
  for (const operand of command.operands) {
    const values = operand.many === true ? rest.slice(at) : rest.slice(at, at + 1)
    at += values.length
    if (values.length === 0 && operand.optional !== true) faults.push(`${operand.name} is missing: ${operand.text}`)
    found.set(operand.name, values)
  }
  if (at < rest.length) faults.push(`"${rest[at]!.slice(0, 80)}": nothing more was expected here.`)
  return found
}
