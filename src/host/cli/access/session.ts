import { SluiceError } from '../../../core/errors.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone, exitRefused } from '../command.ts'
import { readKeyFile } from '../keyFile.ts'
import { defaultZone, isRecord, malformed, zoneHttp } from '../zoneHttp.ts'
import { signInAsOneOf } from './credentials.ts'
import { readSessions, sessionsFile, writeSessions } from './savedSessions.ts'

/** `sluice sign-in`: once, for the commands that follow. */
export async function signInAndKeep(call: Call): Promise<number> {
  const { words, io, json } = call
  const files = words.texts('as')
  if (files.length === 0) throw callError('SIGN_IN_KEY')
  const keys = await Promise.all(files.map((path) => readKeyFile(io, path)))
  const zones: { zone: string; person: string; expiresAt: string }[] = []
  let kept = await readSessions(io)
  for (const url of zonesOf(call)) {
    const http = zoneHttp(url)
    const { token, person, expiresAt } = await signInAsOneOf(http, keys)
    kept = { ...kept, [http.url]: { token, person, expiresAt } }
    await writeSessions(io, kept)
    zones.push({ zone: http.url, person, expiresAt })
  }
  if (json) io.out(`${JSON.stringify({ ok: true, zones, file: sessionsFile(io) })}\n`)
  else for (const { zone, person, expiresAt } of zones) io.out(`${zone}: ${person}, until ${expiresAt}\n`)
  return exitDone
}

/** `sluice whoami`. */
export async function sayWho(call: Call): Promise<number> {
  const { io, json } = call
  const kept = await readSessions(io)
  const zones: object[] = []
  for (const url of zonesOf(call)) {
    const asked = zoneHttp(url)
    const token = kept[asked.url]?.token
    const http = token === undefined ? asked : zoneHttp(url, undefined, token)
    const me = await http.get('/api/me')
    if (!isRecord(me) || typeof me.signedIn !== 'boolean')
      throw malformed(http.url, '/api/me', 'something else than who one is')
    zones.push({ zone: http.url, ...me })
    if (!json)
      io.out(
        me.signedIn
          ? `${http.url}: ${String(me.person)} of ${String(me.org)} (${(me.roles as string[]).join(', ')}), until ${String(me.expiresAt)}\n`
          : `${http.url}: not signed in\n`,
      )
  }
  const all = zones.every((zone) => (zone as { signedIn: boolean }).signedIn)
  if (json) io.out(`${JSON.stringify({ ok: all, zones })}\n`)
  return all ? exitDone : exitRefused
}

/** `sluice sign-out`. The zone forgets the session; so does this machine, whether or not the zone answers. */
export async function signOut(call: Call): Promise<number> {
  const { io, json } = call
  const kept = { ...(await readSessions(io)) }
  const ended: string[] = []
  for (const url of zonesOf(call)) {
    const asked = zoneHttp(url)
    const saved = kept[asked.url]
    if (saved === undefined) continue
    delete kept[asked.url]
    await writeSessions(io, kept)
    await zoneHttp(url, undefined, saved.token)
      .post('/api/sign-out', {})
      .catch((error: unknown) => {
        // It had ended before.
        if (!(error instanceof SluiceError) || error.code !== 'SIGN_IN_REQUIRED') throw error
      })
    ended.push(asked.url)
  }
  io.out(json ? `${JSON.stringify({ ok: true, ended })}\n` : ended.map((url) => `${url}: signed out\n`).join(''))
  return exitDone
}

function zonesOf({ words, io }: Call): readonly string[] {
  const given = words.texts('zone')
  return given.length === 0 ? [defaultZone(io.env)] : given
}
