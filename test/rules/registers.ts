import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Calendars } from '../../src/core/rules/calendar.ts'
import type { LicenceRegister } from '../../src/core/rules/licences.ts'
import type { ProviderRegister } from '../../src/core/rules/related.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../packs/registers', name), 'utf8'))

export const licences = read('licences.json') as LicenceRegister
export const providers = read('providers.json') as ProviderRegister
export const calendars = read('calendars.json') as Calendars
export const mainland = calendars.calendars.find((calendar) => calendar.id === 'CN')!
export const hongKong = calendars.calendars.find((calendar) => calendar.id === 'HK')!
