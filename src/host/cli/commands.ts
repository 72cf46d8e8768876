import type { Command } from './command.ts'
import { caseImport } from './commands/caseImport.ts'

/** The closed list, in the order of the help. */
export const commands: readonly Command[] = [caseImport]
