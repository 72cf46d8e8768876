/**
 * The walls of the house are the borders of the law: who may import whom. Pure: file texts in, breaches out.
 */
import { posix } from 'node:path'
import { type Found, parse } from './parse.ts'
import type { Sources } from './sources.ts'

export interface Manifest {
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
}

/** Imports run one way. An area that is missing here is not held: tests, scripts and benches may look everywhere. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  crossing: ['crossing', 'core'],
  onshore: ['onshore', 'crossing', 'core'],
  offshore: ['offshore', 'crossing', 'core'],
  world: ['world', 'core'],
  // The command line verifies too; what the zones' entry points reach is held below.
  host: ['host', 'world', 'onshore', 'offshore', 'crossing', 'core', 'verifier'],
  // Released machines: our own code as it was built, with two seams to the core of the day.
  released: ['released', 'core'],
  verifier: ['verifier', 'released', 'onshore', 'offshore', 'crossing', 'core'],
  sandbox: ['sandbox', 'world', 'core'],
  // The people of a rehearsal know what people know: the stages' own forms and sums.
  rehearsal: ['rehearsal', 'sandbox', 'world', 'onshore', 'offshore', 'crossing', 'core'],
  // The one command that starts everything: it also starts what it rehearses.
  start: ['start', 'rehearsal', 'sandbox', 'verifier', 'host', 'world', 'onshore', 'offshore', 'core'],
}

/** Areas that must run in a browser, and decide the same everywhere: only packages, and of viem only the part, that do no I/O when called for encoding. */
const pureAreas = ['core', 'crossing', 'onshore', 'offshore', 'verifier', 'released']
const purePackages = /^(@noble\/[^/]+|@scure\/[^/]+|@cedar-policy\/cedar-wasm|typebox)(\/.*)?$|^viem\/utils$/

/** What an entry point may reach, however far. */
const reach: readonly { readonly from: string; readonly never: RegExp; readonly because: string }[] = [
  { from: 'src/host/onshore.ts', never: /^src\/world\/venues\//, because: 'the onshore artefact contains no venue' },
  {
    from: 'src/host/onshore.ts',
    never: /^src\/offshore\//,
    because: 'the onshore artefact contains no offshore stage',
  },
  {
    from: 'src/host/offshore.ts',
    never: /^src\/onshore\//,
    because: 'the offshore artefact contains no onshore stage',
  },
  ...['src/host/onshore.ts', 'src/host/offshore.ts', 'sandbox/start.ts', 'verifier/library.ts', 'web/src/main.tsx'].map(
    (from) => ({
      from,
      never: /^src\/host\/(cli\/)?restricted\//,
      because: 'an institution’s restricted register is no part of a zone',
    }),
  ),
]

/** Tests, and the suites that several adapters share (`describeVenue.ts`). */
const isTest = (path: string) => /\.(test|test-d|bench)\.tsx?$|\/describe[A-Z]\w*\.ts$|^test\//.test(path)

export function areaOf(path: string): string | undefined {
  if (isTest(path)) return undefined
  if (/^sandbox\/start(\.ts$|\/)/.test(path)) return 'start'
  if (/^sandbox\/(rehearsal\/|worldMain\.ts$)/.test(path)) return 'rehearsal'
  const [, area] = /^(?:src\/)?([^/]+)\//.exec(path) ?? []
  return area !== undefined && area in mayImport ? area : undefined
}

/** Every breach as one line: file, line, what, why. */
export function checkWalls(sources: Sources, manifest: Manifest): string[] {
  const graph = new Map<string, string[]>()
  // Erased imports bind nothing at load time: they count for walls and reach, not for rings.
  const loading = new Map<string, string[]>()
  const breaches: string[] = []
  for (const [path, text] of sources) {
    const parsed = parse(path, text)
    const area = areaOf(path)
    const targets = (imports: readonly Found[]) => imports.flatMap(({ name }) => resolveImport(path, name) ?? [])
    graph.set(path, targets(parsed.imports))
    loading.set(path, targets(parsed.imports.filter(({ erased }) => !erased)))
    if (area === undefined) continue
    for (const { name, line } of parsed.imports) {
      const fault = name.startsWith('.')
        ? faultOfPath({ area, path, name, sources })
        : faultOfPackage({ area, name, manifest })
      if (fault) breaches.push(`${path}:${line} imports ${name}: ${fault}`)
    }
    for (const { name, line } of parsed.blindImports)
      breaches.push(`${path}:${line} imports (${name}): only a literal can be followed`)
  }
  return [...breaches, ...checkReach(graph), ...findRings(loading)]
}

function resolveImport(path: string, name: string): string | undefined {
  return name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), name)) : undefined
}

function faultOfPath(parameters: { area: string; path: string; name: string; sources: Sources }): string | undefined {
  const { area, path, name, sources } = parameters
  const target = resolveImport(path, name) ?? ''
  if (isTest(target)) return 'only tests import tests'
  if (/\.tsx?$/.test(target) && !sources.has(target)) return 'there is no such file'
  const inside = areaOf(target.replace(/\.json$/, '.ts'))
  if (inside === undefined || !mayImport[area]!.includes(inside))
    return `${area} may import ${mayImport[area]!.join(', ')} only`
  return undefined
}

function faultOfPackage(parameters: { area: string; name: string; manifest: Manifest }): string | undefined {
  const { area, name, manifest } = parameters
  if (pureAreas.includes(area) && !purePackages.test(name))
    return `${area} is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils`
  if (name.startsWith('node:')) return undefined
  const packageName = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
  const rehearsal = area === 'sandbox' || area === 'start' || area === 'rehearsal'
  const declared = rehearsal ? [...manifest.dependencies, ...manifest.devDependencies] : manifest.dependencies
  return declared.includes(packageName) ? undefined : `${packageName} is not in package.json's dependencies`
}

function checkReach(graph: ReadonlyMap<string, readonly string[]>): string[] {
  return reach.flatMap(({ from, never, because }) => {
    const way = findWay(graph, from, never)
    return way === undefined ? [] : [`${way.join(' → ')}: ${because}`]
  })
}

function findWay(graph: ReadonlyMap<string, readonly string[]>, from: string, target: RegExp): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]])
  for (const path of cameFrom.keys()) {
    if (target.test(path)) return wayTo(cameFrom, path)
    for (const next of graph.get(path) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, path)
  }
  return undefined
}

function wayTo(cameFrom: ReadonlyMap<string, string | undefined>, end: string): string[] {
  const way: string[] = []
  for (let path: string | undefined = end; path !== undefined; path = cameFrom.get(path)) way.unshift(path)
  return way
}

/** Files that import each other in a ring, each ring once (Tarjan's strongly connected components). */
export function findRings(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const state = { count: 0, index: new Map<string, number>(), low: new Map<string, number>(), stack: [] as string[] }
  const rings: string[] = []
  const enter = (path: string): void => {
    state.index.set(path, state.count)
    state.low.set(path, state.count++)
    state.stack.push(path)
    for (const next of graph.get(path) ?? []) {
      if (!graph.has(next)) continue
      if (!state.index.has(next)) {
        enter(next)
        state.low.set(path, Math.min(state.low.get(path)!, state.low.get(next)!))
      } else if (state.stack.includes(next)) state.low.set(path, Math.min(state.low.get(path)!, state.index.get(next)!))
    }
    if (state.low.get(path) !== state.index.get(path)) return
    const ring = state.stack.splice(state.stack.indexOf(path))
    if (ring.length > 1 || graph.get(path)!.includes(path)) rings.push(`import ring: ${ring.sort().join(', ')}`)
  }
  for (const path of graph.keys()) if (!state.index.has(path)) enter(path)
  return rings
}
