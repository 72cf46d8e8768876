#!/usr/bin/env node
// What `npx sluice …` starts: the command line under the project's own Node, in the folder where it was called.

import { ensureInstalled, runTarget } from './bootstrap.mjs'

ensureInstalled()
runTarget('src/host/cli/main.ts', process.argv.slice(2))
