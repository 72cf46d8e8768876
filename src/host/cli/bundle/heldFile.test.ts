import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { type HeldFile, holdFile } from './heldFile.ts'
import { sourceIn } from './openFile.ts'

let folder: string
let file: HeldFile
const path = () => join(folder, 'file')
const hold = (bytesMax = 100) => holdFile({ folder }, 'file', bytesMax)
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-held-'))
  writeFileSync(path(), 'as it was')
  // A whole second, which can be set again to the nanosecond.
  utimesSync(path(), 1_000, 1_000)
  file = await hold()
  return () => {
    file.close()
    rmSync(folder, { recursive: true })
  }
})

const text = (from: number, to: number) => new TextDecoder().decode(sourceIn(file).read(from, to))

test('a file is read a part at a time, and as often as wanted', () => {
  expect([file.size, text(0, 9), text(3, 5), text(0, 2), text(9, 9)]).toEqual([9, 'as it was', 'it', 'as', ''])
  expect(() => file.unchanged()).not.toThrow()
})

test.each([
  ['written over in place, of the same size, and its times set back', () => {
    const other = openSync(path(), 'r+')
    writeSync(other, 'is', 0)
    closeSync(other)
    utimesSync(path(), 1_000, 1_000)
  }],
  ['added to', () => appendFileSync(path(), '!')],
  ['cut', () => truncateSync(path(), 4)],
])('a file that was %s meanwhile is not the same any more', (_, change) => {
  change()
  expect(() => file.unchanged()).toThrow('file: it was changed while it was read. Read it again.')
}) // biome-ignore format: a table

test('of a file that was cut nothing is made up', () => {
  truncateSync(path(), 4)
  expect(text(0, 4)).toBe('as i')
  expect(() => text(2, 9)).toThrow('file: it became shorter while it was read.')
})

test('a name that is given to another file changes nothing of the one that is open', () => {
  writeFileSync(join(folder, 'other'), 'something else')
  renameSync(join(folder, 'other'), path())
  expect(text(0, 9)).toBe('as it was')
})

test('what is too large or no file is refused, and a pipe is not waited for', async () => {
  await expect(hold(8)).rejects.toThrow('file: expected at most 8 bytes; found 9.')
  mkdirSync(join(folder, 'folder'))
  await expect(holdFile({ folder }, 'folder', 100)).rejects.toThrow('folder: expected a file.')
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await expect(holdFile({ folder }, 'pipe', 100)).rejects.toThrow('pipe: expected a file.')
  await expect(holdFile({ folder }, 'nothing', 100)).rejects.toMatchObject({ code: 'ENOENT' })
})
