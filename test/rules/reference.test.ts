import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { referencePages } from '../../src/host/packs/writeReference.ts'

test.each(referencePages().map((page) => [page.path.split('/').at(-1)!, page] as const))(
  'docs/rules/%s is what the pack generates',
  (_, { path, text }) => {
    // To mend it: node src/host/packs/writeReference.ts
    expect(readFileSync(path, 'utf8') === text).toBe(true)
  },
)
