import { checkPacks, type PackFault } from '../../../core/rules/checkPacks.ts'
import { fill } from '../case/texts.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { lawOf, loadPacks, modelOf } from './packs.ts'
import { packTexts } from './texts.ts'

/** `sluice rules check`. */
export async function checkRules(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const { law, models } = loadPacks(call)
  const named = words.text('model')
  const checked = named === undefined ? models : [modelOf(models, named)]
  const found = new Map<string, PackFault>()
  for (const packs of checked.length === 0 ? [law] : checked.map((model) => [...lawOf(law, model), model])) {
    // The law is checked again with each model; what is wrong with it is said once.
    for (const fault of checkPacks(packs)) found.set(`${fault.pack} ${fault.what} ${fault.detail}`, fault)
  }
  const faults = [...found.values()]
  const packs = [...law, ...checked].map(({ manifest, hash, rules }) => ({
    id: manifest.id,
    version: manifest.version,
    hash,
    rules: rules.length,
  }))
  if (json) io.out(`${JSON.stringify({ ok: faults.length === 0, packs, faults })}\n`)
  else {
    const say = packTexts[language]
    for (const { id, version, rules, hash } of packs)
      io.out(`${fill(say.rules, { id, version, count: rules, hash })}\n`)
    for (const { pack, what, detail } of faults)
      io.err(`${pack === '' ? '' : `${pack}: `}${fill(say.what[what], { detail })}\n`)
    io.out(`${faults.length === 0 ? say.clean : fill(say.faults, { count: faults.length })}\n`)
  }
  return faults.length === 0 ? exitDone : exitRefused
}
