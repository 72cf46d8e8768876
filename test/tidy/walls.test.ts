import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSources, root } from './sources.ts'
import { checkWalls, type Manifest } from './walls.ts'

function readManifest(): Manifest {
  const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  return {
    dependencies: [...Object.keys(dependencies), ...Object.keys(optionalDependencies)],
    devDependencies: Object.keys(devDependencies),
  }
}

test('imports run one way through the house, and in no ring', () => {
  const sources = readSources(['src', 'sandbox', 'verifier'])
  expect(sources.has('src/core/errors.ts')).toBe(true)
  expect(checkWalls(sources, readManifest())).toEqual([])
})

describe('the checker finds', () => {
  const manifest: Manifest = { dependencies: ['pg', 'typebox', '@noble/hashes'], devDependencies: ['ccxt'] }
  const check = (files: Record<string, string>) => checkWalls(new Map(Object.entries(files)), manifest)
  const there = {
    'src/core/money.ts': 'export const one = 1n',
    'src/world/venues/client.ts': 'export const venue = 1',
    'src/world/chains/node.ts': 'export const node = 1',
    'src/onshore/seizure/list.ts': 'export const list = 1',
    'src/offshore/sale/plan.ts': 'export const plan = 1',
    'src/crossing/paper.ts': 'export const paper = 1',
    'src/host/store.ts': 'export const store = 1',
  }

  test('nothing in a house in order', () => {
    const files = {
      ...there,
      'src/host/onshore.ts':
        "import '../onshore/seizure/list.ts'\nimport '../world/chains/node.ts'\nimport 'node:fs'\nimport 'pg'",
      'src/host/offshore.ts': "import '../offshore/sale/plan.ts'\nimport '../world/venues/client.ts'",
      'src/core/hash.ts': "import { sha256 } from '@noble/hashes/sha2.js'\nimport { one } from './money.ts'",
      'src/core/hash.test.ts': "import { test } from 'vitest'\nimport '../offshore/sale/plan.ts'",
      'sandbox/bank.ts': "import 'ccxt'\nimport '../src/core/money.ts'",
      'sandbox/start.ts': "import '../src/host/store.ts'",
    }
    expect(check(files)).toEqual([])
  })

  test.each([
    ['src/core/a.ts', '../world/chains/node.ts', 'core may import core only'],
    ['src/core/a.ts', '../onshore/seizure/list.ts', 'core may import core only'],
    ['src/core/a.ts', 'node:crypto', 'core is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils'],
    ['src/core/a.ts', 'pg', 'core is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils'],
    ['src/core/a.ts', 'viem', 'core is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils'],
    [
      'src/core/a.ts',
      '@noblesse/hashes',
      'core is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils',
    ],
    ['src/onshore/a.ts', '../offshore/sale/plan.ts', 'onshore may import onshore, crossing, core only'],
    ['src/offshore/a.ts', '../onshore/seizure/list.ts', 'offshore may import offshore, crossing, core only'],
    ['src/onshore/a.ts', '../world/chains/node.ts', 'onshore may import onshore, crossing, core only'],
    ['src/offshore/a.ts', '../world/venues/client.ts', 'offshore may import offshore, crossing, core only'],
    [
      'src/offshore/a.ts',
      'node:fs',
      'offshore is pure and uses none but @noble, @scure, cedar-wasm, typebox, viem/utils',
    ],
    ['src/crossing/a.ts', '../onshore/seizure/list.ts', 'crossing may import crossing, core only'],
    ['src/world/a.ts', '../host/store.ts', 'world may import world, core only'],
    ['src/world/a.ts', '../offshore/sale/plan.ts', 'world may import world, core only'],
    [
      'verifier/a.ts',
      '../src/host/store.ts',
      'verifier may import verifier, released, onshore, offshore, crossing, core only',
    ],
    [
      'verifier/a.ts',
      '../src/world/chains/node.ts',
      'verifier may import verifier, released, onshore, offshore, crossing, core only',
    ],
    ['sandbox/a.ts', '../src/host/store.ts', 'sandbox may import sandbox, world, core only'],
    ['src/host/a.ts', 'ccxt', "ccxt is not in package.json's dependencies"],
    ['src/host/a.ts', './missing.ts', 'there is no such file'],
    ['src/host/a.ts', '../../test/support/data.ts', 'only tests import tests'],
    ['src/host/a.ts', '../world/venues/describeVenue.ts', 'only tests import tests'],
    ['src/host/a.ts', '../../scripts/x.ts', 'there is no such file'],
  ])('that %s imports %s', (path, name, fault) => {
    expect(check({ ...there, [path]: `import '${name}'` })).toEqual([`${path}:1 imports ${name}: ${fault}`])
  })

  test.each([
    "import { plan } from '../offshore/sale/plan.ts'",
    "import type { plan } from '../offshore/sale/plan.ts'",
    "export * from '../offshore/sale/plan.ts'",
    "export { plan } from '../offshore/sale/plan.ts'",
    "const late = await import('../offshore/sale/plan.ts')",
    'const late = await import(`../offshore/sale/plan.ts`)',
    "let shape: import('../offshore/sale/plan.ts').Plan",
    "const file = new URL('../offshore/sale/plan.ts', import.meta.url)",
    "const file = import.meta.resolve('../offshore/sale/plan.ts')",
    "const old = require('../offshore/sale/plan.ts')",
  ])('an import written as %s', (text) => {
    const [breach, ...others] = check({ ...there, 'src/onshore/a.ts': text })
    expect(breach).toBe(
      'src/onshore/a.ts:1 imports ../offshore/sale/plan.ts: onshore may import onshore, crossing, core only',
    )
    expect(others).toEqual([])
  })

  test('an import whose target nobody can read', () => {
    const files = { ...there, 'src/host/a.ts': "\nconst late = await import('../' + zone)" }
    expect(check(files)).toEqual(["src/host/a.ts:2 imports ('../' + zone): only a literal can be followed"])
  })

  test('nothing in comments and strings', () => {
    const text = "// import '../offshore/sale/plan.ts'\nconst text = \"import '../offshore/sale/plan.ts'\""
    expect(check({ ...there, 'src/onshore/a.ts': text })).toEqual([])
  })

  test('a venue that the onshore entry point reaches by a detour', () => {
    const files = {
      ...there,
      'src/host/onshore.ts': "import './shared.ts'",
      'src/host/shared.ts': "export * from './deeper.ts'",
      'src/host/deeper.ts': "const late = () => import('../world/venues/client.ts')",
    }
    expect(check(files)).toEqual([
      'src/host/onshore.ts → src/host/shared.ts → src/host/deeper.ts → src/world/venues/client.ts: the onshore artefact contains no venue',
    ])
  })

  test('the stages of the other side behind an entry point', () => {
    const files = {
      ...there,
      'src/host/both.ts': "import '../onshore/seizure/list.ts'\nimport '../offshore/sale/plan.ts'",
      'src/host/onshore.ts': "import './both.ts'",
      'src/host/offshore.ts': "import './both.ts'",
    }
    expect(check(files)).toEqual([
      'src/host/onshore.ts → src/host/both.ts → src/offshore/sale/plan.ts: the onshore artefact contains no offshore stage',
      'src/host/offshore.ts → src/host/both.ts → src/onshore/seizure/list.ts: the offshore artefact contains no onshore stage',
    ])
  })

  test('an import ring, once', () => {
    const files = {
      'src/core/a.ts': "import './b.ts'",
      'src/core/b.ts': "import './c.ts'",
      'src/core/c.ts': "import { type A, a } from './a.ts'",
      'src/core/d.ts': "import './a.ts'",
      'src/core/e.ts': "import type { F } from './f.ts'\nimport { g } from './g.ts'",
      'src/core/f.ts': "import { e } from './e.ts'",
      'src/core/g.ts': "import './g.ts'",
    }
    expect(check(files)).toEqual([
      'import ring: src/core/a.ts, src/core/b.ts, src/core/c.ts',
      'import ring: src/core/g.ts',
    ])
  })
})
