import type { Json } from '../record/jcs.ts'
import type { FactType } from './facts.ts'

/** Whether a value is of the type that the contract names. A verdict has its three fields and no other. */
export function isOfType(value: Json | undefined, type: FactType): boolean {
  switch (type) {
    case 'Bool':
      return typeof value === 'boolean'
    case 'String':
      return typeof value === 'string'
    case 'Long':
      return typeof value === 'number' && Number.isSafeInteger(value)
    case 'Set':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
    case 'verdict':
      return isVerdict(value)
  }
}

function isVerdict(value: Json | undefined): boolean {
  if (typeof value !== 'object' || Array.isArray(value)) return false
  const { ok, found, required } = value as { readonly [key: string]: Json }
  return (
    typeof ok === 'boolean' &&
    typeof found === 'string' &&
    typeof required === 'string' &&
    Object.keys(value).length === 3
  )
}

/** A value of the type, only to let Cedar read a request whose rules on this fact are refused beforehand. */
export function placeholder(type: FactType): Json {
  const values: Record<FactType, Json> = {
    Bool: false,
    String: '',
    Long: 0,
    Set: [],
    verdict: { ok: false, found: '', required: '' },
  }
  return values[type]
}
