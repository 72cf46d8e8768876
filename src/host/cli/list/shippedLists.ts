import { fileURLToPath } from 'node:url'
import type { ScreeningList, ScreeningLists } from '../../../core/rules/screening.ts'
import type { Io } from '../command.ts'
import { readText } from '../files.ts'

const file = fileURLToPath(new URL('../../../../packs/registers/lists.json', import.meta.url))

/** What ships of a list: who issues it and where it binds. @example (await shippedList(io, 'hk-unso'))?.force // 'binding-hong-kong' */
export async function shippedList(io: Io, id: string): Promise<ScreeningList | undefined> {
  const { lists } = JSON.parse(await readText(io, file, 1 << 20)) as ScreeningLists
  return lists.find((list) => list.id === id)
}
