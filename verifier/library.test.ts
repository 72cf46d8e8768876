import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('the example imports the library by its name, verifies a bundle, and says what stands beside it', () => {
  const said = execFileSync(process.execPath, [join(root, 'examples/verify/verify.ts')], { encoding: 'utf8' })
  expect(said).toBe(readFileSync(join(root, 'examples/verify/output.txt'), 'utf8'))
  expect(said).toContain('268/268 holds')
})
