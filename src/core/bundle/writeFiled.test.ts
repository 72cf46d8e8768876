import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { sourceOf } from './byteSource.ts'
import { fileBundle } from './filed.ts'
import { headerLine } from './writeBundle.ts'
import { filedLines } from './writeFiled.ts'

test('a released bundle, read where it stands and written again, is the same to the byte', () => {
  const file = new URL('../../../test/upgrade/bundles/0.1.0.bundle.gz', import.meta.url)
  const bytes = gunzipSync(readFileSync(file))
  const { head, body } = filedLines(fileBundle(sourceOf(bytes)))
  const { digest } = JSON.parse(bytes.subarray(0, bytes.indexOf(10)).toString()) as { digest: string }
  const written = Buffer.concat([Buffer.from(headerLine({ ...head, digest })), ...body()])
  expect(written.equals(bytes)).toBe(true)
})
