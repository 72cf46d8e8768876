// Keeps a released machine as it was built: `node scripts/freezeMachine.mjs NUMBER [ROOT]` bundles decide, apply, postings, facts and the rule engine of the
// sources at ROOT (a checkout of the release; by default this one) into released/machineNUMBER-{onshore,offshore}.mjs. Done once, on the day of the release.
// Packages stay imports, and so do the catalogue of errors and the Cedar engine: they are shared with the machine of the day.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, say } from './bootstrap.mjs'

const seams = ['src/core/errors.ts', 'src/core/rules/cedar.ts']

async function freeze(number, from, kind) {
  const { build } = await import(pathToFileURL(join(root, 'node_modules/vite/dist/node/index.js')).href)
  const entry = join(from, `.freeze-${kind}.ts`)
  writeFileSync(entry, sourceOf(kind))
  const resolved = new Map(seams.map((seam) => [join(from, seam), `../${seam}`]))
  try {
    const [output] = await build({
      configFile: false,
      root: from,
      logLevel: 'error',
      plugins: [
        {
          name: 'seams',
          enforce: 'pre',
          resolveId(source, importer) {
            if (importer === undefined || source === entry) return undefined
            if (!source.startsWith('.')) return { id: source, external: true }
            const seam = resolved.get(resolve(importer, '..', source))
            return seam === undefined ? undefined : { id: seam, external: 'absolute' }
          },
        },
      ],
      build: { write: false, target: 'es2023', minify: false, lib: { entry, formats: ['es'], fileName: 'machine' } },
    })
    const chunks = output.output.filter(({ type }) => type === 'chunk')
    if (chunks.length !== 1) throw new TypeError(`expected one module, found ${chunks.length}`)
    const head = `// sluice/machine/${number}, ${kind}: as built from the release. Never edited; a test holds its hash.\n`
    // Without the bundler's marks of which file a part came from.
    const code = chunks[0].code.replace(/^\/\/#(end)?region.*\n|^\/\/ \S+\.ts\n/gm, '')
    writeFileSync(join(root, `released/machine${number}-${kind}.mjs`), head + code)
  } finally {
    rmSync(entry)
  }
}

function sourceOf(kind) {
  return `
import { applyEntry } from './src/core/case/apply.ts'
import { commonKinds } from './src/core/case/commonKinds.ts'
import { listKinds } from './src/core/case/kind.ts'
import { actionOf, appliedOf, decide, machineName } from './src/core/case/machine.ts'
import { rulebookFor, surroundings } from './src/core/case/rulebookSource.ts'
import { zoneKinds } from './src/core/zone/zoneKinds.ts'
import { ${kind}Kinds } from './src/${kind}/kinds.ts'
import { bundledRules } from './verifier/rulebooks.ts'
export const machine = {
  name: machineName,
  kinds: listKinds([...zoneKinds, ...commonKinds, ...${kind}Kinds]),
  actionOf, appliedOf, applyEntry, decide, rulebookFor, surroundings,
  rules: (document) => bundledRules({ zone: '${kind}', document }),
}
`
}

const [number, from = root] = process.argv.slice(2)
if (!/^[1-9][0-9]*$/.test(number ?? '')) {
  say('usage: node scripts/freezeMachine.mjs NUMBER [ROOT]')
  process.exit(2)
}
const name = /machineName = '([^']+)'/.exec(readFileSync(join(from, 'src/core/case/machine.ts'), 'utf8'))?.[1]
if (name !== `sluice/machine/${number}`) throw new TypeError(`the sources at ${from} are ${name}`)
for (const kind of ['onshore', 'offshore']) await freeze(number, resolve(from), kind)
