import { expect, test } from 'vitest'
import { compileSandboxUsdt } from './compile.ts'
import kept from './SandboxUsdt.json' with { type: 'json' }

test('the compiled token in the repository is what its source compiles to (node sandbox/contracts/compile.ts)', () =>
  expect(compileSandboxUsdt()).toEqual(kept))
