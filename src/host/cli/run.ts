import { AssertionError, SluiceError } from '../../core/errors.ts'
import { flawIn } from '../../core/flaws/flaw.ts'
import { type CallFaultCode, callError, callFaultIn } from './callFaults/callFault.ts'
import { ledText } from './callFaults/leads.ts'
import { fill } from './case/texts.ts'
import { type Command, exitBadInput, exitDone, exitRefused, type Io } from './command.ts'
import { helpText, nameOf, overviewText } from './help.ts'
import { type Language, languageOf } from './language.ts'
import { readWords } from './readWords.ts'
import { wordTexts } from './wordTexts.ts'

/**
 * Runs one call of the command line and answers its exit code: 0 done, 1 refused or failed check, 2 bad input. Never a stack trace.
 *
 * @example await run(commands, ['case', 'import', 'list.csv', '--dry-run'], io) // 0
 */
export async function run(commands: readonly Command[], args: readonly string[], io: Io): Promise<number> {
  const json = args.includes('--json')
  const language = languageAsked(args, io)
  try {
    const command = findCommand(commands, args)
    if (command === undefined) return answerOthers(commands, args, io)
    const rest = args.slice(command.path.length)
    if (rest.some((word) => word === '--help' || word === '-h')) {
      io.out(helpText(command))
      return exitDone
    }
    const words = readWords(command, rest, language)
    const handler = await command.load()
    return await handler({ words, io, json, language })
  } catch (error) {
    return sayFault(error, { json, io, language })
  }
}

/** The language that the words name, before anybody knows whether the words are right. */
function languageAsked(args: readonly string[], { env }: Io): Language {
  const at = args.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = args[at] ?? ''
  return languageOf(word === '--lang' ? args[at + 1] : word.slice('--lang='.length), env)
}

function findCommand(commands: readonly Command[], args: readonly string[]): Command | undefined {
  return commands.find(({ path }) => path.every((word, i) => args[i] === word))
}

/** No command was named: help was asked for, or a word is wrong. */
function answerOthers(commands: readonly Command[], args: readonly string[], io: Io): number {
  const named = args.filter((word) => !word.startsWith('-'))
  const group = commands.filter(({ path }) => path[0] === named[0])
  if (
    named.length === 0 ||
    named[0] === 'help' ||
    (group.length > 0 && args.some((word) => word === '--help' || word === '-h'))
  ) {
    const asked =
      named[0] === 'help' ? commands.find(({ path }) => path.every((word, i) => named[i + 1] === word)) : undefined
    io.out(asked === undefined ? overviewText(group.length > 0 ? group : commands) : helpText(asked))
    return args.length === 0 ? exitBadInput : exitDone
  }
  const known = (group.length > 0 ? group : commands).map((command) => nameOf(command).slice('sluice '.length))
  const language = languageAsked(args, io)
  throw new SluiceError(
    'INPUT_INVALID',
    fill(wordTexts[language].noCommand, {
      found: named.slice(0, 2).join(' ').slice(0, 80),
      known: known.join(', '),
    }),
    {
      facts: { known, language },
    },
  )
}

function sayFault(
  error: unknown,
  { json, io, language }: { readonly json: boolean; readonly io: Io; readonly language: Language },
): number {
  const { code, message: plain, facts, exit } = faultOf(error)
  const message = flawIn(facts, language) ?? callFaultIn(facts, language) ?? plain
  // What was said in the language of the call as it was thrown says so.
  const led = message === plain && language !== 'en' && (facts as { readonly language?: unknown }).language !== language
  if (json)
    io.out(
      `${JSON.stringify({ ok: false, code, message, facts }, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value))}\n`,
    )
  else io.err(`${led ? ledText(code, message, language) : message}\n`)
  return exit
}

/** What only the input can mend is 2; what was refused or failed is 1. */
function faultOf(error: unknown): { code: string; message: string; facts: unknown; exit: number } {
  if (error instanceof SluiceError) {
    const { code, message, facts, kind } = error
    return { code, message, facts, exit: kind.http === 400 || inputToo.has(code) ? exitBadInput : exitRefused }
  }
  const said = error instanceof Error ? error.message : String(error)
  if (error instanceof AssertionError)
    return {
      code: 'INTERNAL',
      ...saidOf(callError('OURS_UNCHANGED', { said })),
      exit: exitRefused,
    }
  const file = fileFault(error)
  if (file !== undefined) return { code: 'INPUT_INVALID', ...saidOf(file), exit: exitBadInput }
  return { code: 'INTERNAL', ...saidOf(callError('OURS', { said })), exit: exitRefused }
}

function saidOf({ message, facts }: SluiceError): Pick<SluiceError, 'message' | 'facts'> {
  return { message, facts }
}

const inputToo: ReadonlySet<string> = new Set(['NOT_FOUND', 'PACK_INVALID', 'REGISTER_INVALID'])

function fileFault(error: unknown): SluiceError | undefined {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown }
  if (typeof code !== 'string' || typeof path !== 'string') return undefined
  const says: Readonly<Record<string, CallFaultCode>> = {
    ENOENT: 'FILE_ABSENT',
    EACCES: 'FILE_FORBIDDEN',
    EPERM: 'FILE_FORBIDDEN',
    EISDIR: 'FILE_IS_FOLDER',
    ENOTDIR: 'FILE_NO_FOLDER',
    EEXIST: 'FILE_EXISTS',
    ENOSPC: 'FILE_DISK_FULL',
    EROFS: 'FILE_READ_ONLY',
  }
  return says[code] === undefined ? undefined : callError(says[code], { path })
}
