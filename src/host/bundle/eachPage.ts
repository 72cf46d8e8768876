import type { Queryable } from '../log/queryable.ts'

/** About as much of a result is held at once, in characters. */
const pageChars = 2 * 1024 * 1024
const rowsMax = 512
let opened = 0

/**
 * The rows of a query a page at a time, by a cursor: all as they stood when it was opened. Rows that are long make pages of few: the next page is as
 * large as the last one allows. To be used inside a transaction, to whose end an abandoned cursor stays open.
 *
 * @example for await (const page of eachPage(client, 'select body from entries where stream = $1', [stream])) …
 */
export async function* eachPage<Row extends object>(
  client: Queryable,
  query: string,
  values: readonly unknown[],
): AsyncGenerator<readonly Row[]> {
  opened++
  const name = `page_${opened}`
  await client.query(`declare ${name} no scroll cursor for ${query}`, [...values])
  let count = 8
  for (;;) {
    const { rows } = await client.query<Row>(`fetch ${count} from ${name}`)
    if (rows.length === 0) break
    const chars = rows.reduce((sum, row) => sum + charsOf(row), 0)
    yield rows
    const each = Math.max(1, chars / rows.length)
    count = Math.max(1, Math.min(rowsMax, 4 * count, Math.floor(pageChars / each)))
  }
  await client.query(`close ${name}`)
}

function charsOf(row: object): number {
  let sum = 0
  for (const value of Object.values(row)) if (typeof value === 'string') sum += value.length
  return sum
}
