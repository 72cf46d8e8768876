import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { assert } from '../../src/core/errors.ts'

/** What is kept of a compiled contract. */
export interface CompiledContract {
  readonly contract: string
  readonly compiler: string
  readonly settings: object
  readonly abi: readonly unknown[]
  readonly bytecode: `0x${string}`
}

const settings = {
  optimizer: { enabled: true, runs: 200 },
  evmVersion: 'paris',
  metadata: { bytecodeHash: 'none', appendCBOR: false },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
}

/** Compiles the sandbox's token with solc-js. Same source and compiler, same bytes on any machine. */
export function compileSandboxUsdt(): CompiledContract {
  const solc = createRequire(import.meta.url)('solc') as { compile(input: string): string; version(): string }
  const file = 'SandboxUsdt.sol'
  const content = readFileSync(join(import.meta.dirname, file), 'utf8')
  const output = JSON.parse(
    solc.compile(JSON.stringify({ language: 'Solidity', sources: { [file]: { content } }, settings })),
  )
  assert((output.errors ?? []).length === 0, `the token compiles without a warning: ${JSON.stringify(output.errors)}`)
  const { abi, evm } = output.contracts[file].SandboxUsdt
  return { contract: 'SandboxUsdt', compiler: solc.version(), settings, abi, bytecode: `0x${evm.bytecode.object}` }
}

// node sandbox/contracts/compile.ts
if (process.argv[1] === import.meta.filename) {
  const target = join(import.meta.dirname, 'SandboxUsdt.json')
  writeFileSync(target, `${JSON.stringify(compileSandboxUsdt(), undefined, 1)}\n`)
  process.stdout.write(`${target}\n`)
}
