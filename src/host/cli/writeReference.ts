import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { commands } from './commands.ts'
import { referenceText } from './help.ts'

// Writes docs/reference/cli.md from the commands' own help. Run it after a change of any of them.
writeFileSync(fileURLToPath(new URL('../../../docs/reference/cli.md', import.meta.url)), referenceText(commands))
