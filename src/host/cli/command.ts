import type { Language } from './language.ts'

/** What a command line word after the command means. */
export interface Operand {
  readonly name: string
  readonly text: string
  readonly optional?: boolean
  /** All that follow; the last operand only. */
  readonly many?: boolean
}

export interface Option {
  /** What stands after it, such as `URL`; absent for a flag. */
  readonly value?: string
  readonly text: string
  readonly many?: boolean
  readonly choices?: readonly string[]
  readonly pattern?: RegExp
  /** What is expected, where a pattern says it too briefly for people. */
  readonly expected?: string
  /** Shown in the help; the command applies it. */
  readonly otherwise?: string
}

/** The words of a call, read and checked against the command's description. */
export interface Words {
  operand(name: string): string
  operands(name: string): readonly string[]
  flag(name: string): boolean
  text(name: string): string | undefined
  texts(name: string): readonly string[]
  /** Files that the call names with --key, where that is the key file of who acts. */
  keyFiles(): readonly string[]
}

export interface Io {
  out(text: string): void
  err(text: string): void
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where relative paths begin. */
  readonly folder: string
  now(): Date
  /** Asks at the terminal without showing the answer; undefined where nobody sits there. */
  readonly ask?: (question: string) => Promise<string | undefined>
  /** Ends what runs until it is told to. */
  readonly stop?: AbortSignal
}

export interface Call {
  readonly words: Words
  readonly io: Io
  readonly json: boolean
  readonly language: Language
}

export interface Example {
  readonly line: string
  readonly text: string
}

/**
 * One command, as its help shows it and as its words are read. `load` keeps what it needs out of the way of every other command.
 * Exit codes: 0 done, 1 refused or failed check, 2 bad input.
 */
export interface Command {
  /** @example ['case', 'import'] */
  readonly path: readonly string[]
  readonly summary: string
  /** Paragraphs. */
  readonly about: readonly string[]
  readonly operands: readonly Operand[]
  readonly options: Readonly<Record<string, Option>>
  readonly examples: readonly Example[]
  /** What 0, 1 and 2 mean here. */
  readonly exits: readonly [done: string, refused: string, badInput: string]
  readonly load: () => Promise<(call: Call) => Promise<number>>
}

export const exitDone = 0
export const exitRefused = 1
export const exitBadInput = 2
