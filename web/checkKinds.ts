// Runs before each build: the console knows each kind of entry that the code knows, each field of their payloads has a name,
// and each text stands in each language.
import { commonKinds } from '../src/core/case/commonKinds.ts'
import { zoneKinds } from '../src/core/zone/zoneKinds.ts'
import { offshoreKinds } from '../src/offshore/kinds.ts'
import { onshoreKinds } from '../src/onshore/kinds.ts'
import { resources } from './src/i18n/resources.ts'
import { entryKinds } from './src/record/kinds.ts'

const kinds = [...zoneKinds, ...commonKinds, ...onshoreKinds, ...offshoreKinds]
const names = kinds.map(({ name }) => name)
const shown: readonly string[] = entryKinds
const faults = [
  ...names.filter((name) => !shown.includes(name)).map((name) => `src/record/kinds.ts does not list ${name}`),
  ...shown.filter((name) => !names.includes(name)).map((name) => `src/record/kinds.ts lists ${name}, which is no kind`),
]
for (const [language, areas] of Object.entries(resources)) {
  const labels: Record<string, string> = areas.fields
  for (const { name, payload } of kinds) {
    const fields = Object.keys((payload as unknown as { properties: object }).properties)
    for (const field of fields) {
      if (labels[field] === undefined) faults.push(`src/i18n/${language}/fields.ts has no name for ${field} of ${name}`)
    }
  }
}
for (const [language, areas] of Object.entries(resources)) {
  for (const [area, texts] of Object.entries(resources['zh-CN'])) {
    const found: Record<string, string> = areas[area as keyof typeof areas]
    for (const key of Object.keys(texts)) {
      if (!found[key]) faults.push(`src/i18n/${language}/${area}.ts has no text for ${key}`)
    }
  }
}
if (faults.length > 0) {
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  process.exit(1)
}
