import { readOptions } from './start/options.ts'
import { startRehearsal } from './start/startRehearsal.ts'

/**
 * `npm start`: the whole of it on this machine: a database server, the zones onshore and offshore, the world; one case from the seizure list to
 * closed, watchable in the console. `--once` runs it headless and ends; `--json` prints one JSON object and nothing else on stdout.
 */
const options = readOptions(process.argv.slice(2))
process.exitCode = await startRehearsal(options)
