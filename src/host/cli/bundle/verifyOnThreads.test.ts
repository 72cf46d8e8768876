import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { beforeEach, expect, test } from 'vitest'
import { verify } from '../../../../verifier/library.ts'
import { holdFile } from './heldFile.ts'
import { verifyOnThreads } from './verifyOnThreads.ts'

/** Large enough for two threads. */
const bundle = gunzipSync(readFileSync(new URL('../../../../test/upgrade/bundles/0.1.0.bundle.gz', import.meta.url)))
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-threads-'))
  writeFileSync(join(folder, 'case.bundle'), bundle)
  return () => rmSync(folder, { recursive: true })
})

async function verified(threads: number): Promise<ReturnType<typeof verify>> {
  const file = await holdFile({ folder }, 'case.bundle', bundle.length)
  return verifyOnThreads({ bundle: file }, threads).finally(file.close)
}

test('threads that read one file give the report of one that has its bytes', async () => {
  const report = await verified(2)
  expect(report.holds).toBe(true)
  expect(JSON.stringify(report)).toBe(JSON.stringify(verify({ bundle })))
})

test.each([
  ['written to, though to the same bytes again', `printf '{' | dd of=case.bundle conv=notrunc status=none`],
  ['cut', 'truncate -s 3000000 case.bundle'],
])('a file that is %s while it is verified has no report', async (_, change) => {
  // This process is busy meanwhile: another one writes.
  spawn('sh', ['-c', `sleep 0.3; ${change}`], { cwd: folder, stdio: 'ignore' })
  await expect(verified(2)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: 'case.bundle: it was changed while it was read. Read it again.',
  })
})
