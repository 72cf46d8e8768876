import { SluiceError } from '../../core/errors.ts'
import { fill } from './case/texts.ts'
import type { Command, Option, Words } from './command.ts'
import type { Language } from './language.ts'
import { type WordTexts, wordTexts } from './wordTexts.ts'

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
  const asks = command.options.zone?.value === 'URL' && command.options.as === undefined
  return { ...command.options, ...(asks ? signInOptions : {}), ...commonOptions }
}

/**
 * Reads the words of a call against the description of its command. Everything wrong is said at once.
 *
 * @throws {INPUT_INVALID} with facts `faults`
 */
export function readWords(command: Command, args: readonly string[], language: Language): Words {
  const options = optionsOf(command)
  const say = wordTexts[language]
  const faults: string[] = []
  const { texts, flags, rest } = split(args, options, { faults, say })
  const operands = readOperands(command, rest, { faults, say })
  if (faults.length > 0) {
    const help = fill(say.help, { command: `sluice ${command.path.join(' ')}` })
    throw new SluiceError('INPUT_INVALID', `${faults.join('\n')}\n${help}`, {
      facts: { faults, language },
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

interface Telling {
  readonly faults: string[]
  readonly say: WordTexts
}

function split(args: readonly string[], options: Readonly<Record<string, Option>>, { faults, say }: Telling): Split {
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
    if (option === undefined) faults.push(fill(say.noOption, { option: given }))
    else if (option.value === undefined) {
      if (inline !== undefined) faults.push(fill(say.noValue, { option: given }))
      flags.add(name)
    } else {
      const value = inline ?? args[++i]
      const fault =
        value === undefined || value === ''
          ? fill(say.wantsValue, { option: given, value: option.value })
          : faultOf(given, { option, value, say })
      if (fault !== undefined) faults.push(fault)
      else if (texts.has(name) && option.many !== true) faults.push(fill(say.twice, { option: given }))
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

function faultOf(
  given: string,
  { option, value, say }: { readonly option: Option; readonly value: string; readonly say: WordTexts },
): string | undefined {
  const found = value.length > 80 ? `${value.slice(0, 77)}...` : value
  if (option.choices !== undefined && !option.choices.includes(value))
    return fill(say.oneOf, { option: given, choices: option.choices.join(', '), found })
  if (option.pattern !== undefined && !option.pattern.test(value))
    return fill(say.expected, { option: given, expected: option.expected ?? option.value ?? '', found })
  return undefined
}

function readOperands(
  command: Command,
  rest: readonly string[],
  { faults, say }: Telling,
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  let at = 0
  for (const operand of command.operands) {
    const values = operand.many === true ? rest.slice(at) : rest.slice(at, at + 1)
    at += values.length
    if (values.length === 0 && operand.optional !== true)
      faults.push(fill(say.missing, { operand: operand.name, text: operand.text }))
    found.set(operand.name, values)
  }
  if (at < rest.length) faults.push(fill(say.more, { found: rest[at]!.slice(0, 80) }))
  return found
}
