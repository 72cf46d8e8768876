import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, test } from 'vitest'
import { identityOf, takeLock } from './processes.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-lock-'))
  return () => rm(folder, { recursive: true, force: true })
})

test('of many who find the lock of a dead process, one after the other holds it, and no two at once', async () => {
  const most = await Promise.all(
    Array.from({ length: 20 }, async (_, round) => {
      const file = join(folder, `${round}.lock`)
      // The number of a process that runs, begun at another time: a later process of the same number.
      await writeFile(file, JSON.stringify({ ...identityOf(process.pid), started: '1' }))
      let [inside, most, held] = [0, 0, 0]
      await Promise.all(
        Array.from({ length: 5 }, async () => {
          const release = await takeLock({ file, waitMsMax: 60_000 })
          held++
          most = Math.max(most, ++inside)
          await delay(20)
          inside--
          await release()
        }),
      )
      return [held, most]
    }),
  )
  expect(most).toEqual(Array.from({ length: 20 }, () => [5, 1]))
})
