import type { Command } from './command.ts'
import { bundle } from './commands/bundle.ts'
import { caseImport } from './commands/caseImport.ts'
import { ledger } from './commands/ledger.ts'
import { rulesCheck, rulesDiff, rulesExplain, rulesList } from './commands/rules.ts'

/** The closed list, in the order of the help. */
export const commands: readonly Command[] = [caseImport, ledger, bundle, rulesExplain, rulesList, rulesDiff, rulesCheck]
