import { isRecord, malformed, type ZoneHttp } from './zoneHttp.ts'

/**
 * Rows of a route that answers a page at a time, one after the other: no more than a page is held.
 *
 * @param path with its query, without `after`
 * @throws {ZONE_REPLY_MALFORMED}
 */
export async function* pagesOf(http: ZoneHttp, path: string): AsyncGenerator<unknown> {
  const [route = '', query = ''] = path.split('?')
  for (let after: number | undefined; ; ) {
    const asked = new URLSearchParams(query)
    asked.set('limit', '500')
    if (after !== undefined) asked.set('after', String(after))
    const page = await http.get(`${route}?${asked.toString()}`)
    if (!isRecord(page) || !Array.isArray(page.rows)) throw malformed(http.url, route, 'something else than a page')
    yield* page.rows
    const { next } = page
    if (next === undefined) return
    if (!Number.isSafeInteger(next) || next === after) throw malformed(http.url, route, 'a page without an end')
    after = next as number
  }
}
