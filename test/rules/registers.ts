import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { LicenceRegister } from '../../src/core/rules/licences.ts'
import type { ProviderRegister } from '../../src/core/rules/related.ts'
import { cn, hk } from './packs.ts'

const read = (name: string): unknown =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../packs/registers', name), 'utf8'))

export const licences = read('licences.json') as LicenceRegister
export const providers = read('providers.json') as ProviderRegister
export const mainland = cn.manifest.calendars!.find((calendar) => calendar.id === 'CN')!
export const hongKong = hk.manifest.calendars!.find((calendar) => calendar.id === 'HK')!
