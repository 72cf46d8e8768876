/** Habits of the house that a machine can hold. Pure: file texts in, breaches out. */
import { parse } from './parse.ts'
import type { Sources } from './sources.ts'
import { areaOf } from './walls.ts'

const linesMax = 400

/** Where the same input must give the same bytes on any machine, at any time. */
const decidingAreas = ['core', 'crossing', 'onshore', 'offshore']

/** Clocks, dice, the network, the process: what a pure function cannot know of. */
const impure =
  /^(Date\.now|Math\.random|performance(\..*)?|crypto(\..*)?|randomBytes|randomUUID|getRandomValues|fetch|XMLHttpRequest|WebSocket|setTimeout|setInterval|setImmediate|process(\..*)?|Buffer(\..*)?|require|__dirname|__filename)$/

/** The few places that may, each with its reason. */
const excepted: Readonly<Record<string, { readonly names: RegExp; readonly because: string }>> = {
  'src/core/rules/cedar.ts': {
    names: /^process\.getBuiltinModule$/,
    because: 'reads its own engine, the wasm of a pinned package, once; no fact and no rule comes this way',
  },
}

/** Every breach as one line: file, line, what, why. */
export function checkTidy(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const breaches: string[] = []
    const lines = text.split('\n').length
    if (path.startsWith('src/') && lines > linesMax)
      breaches.push(`${path} has ${lines} lines: a file fits in the head, at most ${linesMax}`)
    const area = areaOf(path)
    if (area === undefined) return breaches
    const parsed = parse(path, text)
    if (decidingAreas.includes(area)) {
      for (const { name, line } of parsed.clocks) breaches.push(`${path}:${line} ${name}: ${area} is told the time`)
      for (const { name, line } of parsed.globals)
        if (impure.test(name) && !excepted[path]?.names.test(name))
          breaches.push(`${path}:${line} ${name}: ${area} is pure`)
    }
    if (path.startsWith('src/'))
      for (const { name, line } of parsed.thrown)
        if (name === 'Error')
          breaches.push(`${path}:${line} throws ${name}: throw a SluiceError with a code, or assert`)
    return breaches
  })
}

// Written apart, so that this file does not name what it forbids.
const forbidden = [
  { pattern: new RegExp(`/${'work'}/(main|shared|\\.)`), what: 'a path of the machine it was written on' },
  { pattern: new RegExp(`/${'tmp'}/${'brief'}`), what: 'a path of the machine it was written on' },
  { pattern: /\/root\/|\/home\/[a-z]+\//, what: "a path of somebody's home" },
  {
    pattern: new RegExp(
      `\\b(${['clau', 'anthro', 'chatg', 'openai co', 'copil'].join('|')})(de|pic|pt|dex|ot)\\b`,
      'i',
    ),
    what: 'the name of a tool',
  },
]

/** Text files under version control, checked for what must never be written into them. */
export function checkWords(files: Sources): string[] {
  return [...files].flatMap(([path, text]) =>
    forbidden.flatMap(({ pattern, what }) => {
      const found = pattern.exec(text)
      if (found === null) return []
      const line = text.slice(0, found.index).split('\n').length
      return [`${path}:${line} holds ${what}: ${found[0]}`]
    }),
  )
}
