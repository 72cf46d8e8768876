import type { DueRow } from '../../clocks/dueRows.ts'
import { credentialsOf } from '../access/credentials.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { defaultZone, isRecord, malformed, type ZoneHttp, zoneHttp } from '../zoneHttp.ts'
import { aboutZone } from '../zoneReplies.ts'

const words = {
  en: {
    running: 'runs',
    near: 'near',
    over: 'LATE',
    lapsed: 'LAPSED',
    met: 'met',
    none: 'Nothing falls due.',
    warned: 'N-day warning',
  },
  'zh-CN': {
    running: '进行中',
    near: '将到期',
    over: '逾期',
    lapsed: '已失效',
    met: '已完成',
    none: '没有期限。',
    warned: 'N日预警',
  },
  'zh-HK': {
    running: '進行中',
    near: '將到期',
    over: '逾期',
    lapsed: '已失效',
    met: '已完成',
    none: '沒有期限。',
    warned: 'N日預警',
  },
} as const

/** `sluice clocks`. Refused (1) where something is late with no reason, or has lapsed: a schedule can watch for it. */
export async function printClocks(call: Call): Promise<number> {
  const { words: asked, io, json, language } = call
  const credentials = credentialsOf(call)
  const given = asked.texts('zone')
  const zones: { readonly zone: string; readonly now: string; readonly clocks: readonly DueRow[] }[] = []
  for (const url of given.length === 0 ? [defaultZone(io.env)] : given) {
    const http = zoneHttp(url, credentials)
    const about = await aboutZone(http)
    const rows = await clocksOf(http)
    const clocks = asked.flag('all') ? rows : rows.filter(({ state }) => state !== 'met')
    zones.push({ zone: about.zone, now: (about as unknown as { now: string }).now, clocks })
  }
  const late = zones.some(({ clocks }) => clocks.some(isLate))
  if (json) io.out(`${JSON.stringify({ ok: !late, zones })}\n`)
  else for (const { zone, now, clocks } of zones) io.out(textOf(zone, now, clocks))
  return late ? exitRefused : exitDone

  function textOf(zone: string, now: string, clocks: readonly DueRow[]): string {
    const text = words[language]
    const lines = clocks.map((row) => {
      const { number, key, lastDay, overAt, binds, source, title, reason } = row
      const days = Math.floor((Date.parse(overAt) - Date.parse(now)) / 86_400_000)
      const warned = row.warning === undefined ? '' : `, ${text.warned.replace('N', String(row.warning))}`
      const left = row.state === 'met' ? '' : ` (${days}${warned})`
      return `${lastDay ?? overAt}${left}  ${text[row.state]}  ${number ?? row.case.slice(0, 16)} ${key}\n    ${title[language]} · ${source} · ${binds}${reason === undefined ? '' : ` · ${reason}`}${row.uncounted ? ' · *' : ''}\n`
    })
    return `${zone}\n${lines.length === 0 ? `${text.none}\n` : lines.join('')}`
  }
}

function isLate({ state, reason }: DueRow): boolean {
  return state === 'lapsed' || (state === 'over' && reason === undefined)
}

async function clocksOf(http: ZoneHttp): Promise<readonly DueRow[]> {
  const path = '/api/clocks'
  const rows = await http.get(path)
  if (!Array.isArray(rows) || !rows.every(isRow)) throw malformed(http.url, path, 'something else than clocks')
  return rows
}

const states: ReadonlySet<unknown> = new Set(['running', 'near', 'over', 'lapsed', 'met'])

function isRow(row: unknown): row is DueRow {
  if (!isRecord(row) || !isRecord(row.title) || !states.has(row.state)) return false
  const { title, reason, number, lastDay } = row
  const texts = [
    row.case,
    row.clock,
    row.key,
    row.binds,
    row.overAt,
    row.source,
    title.en,
    title['zh-CN'],
    title['zh-HK'],
  ]
  return (
    texts.every((text) => typeof text === 'string') &&
    !Number.isNaN(Date.parse(row.overAt as string)) &&
    [reason, number, lastDay].every((text) => text === undefined || typeof text === 'string')
  )
}
