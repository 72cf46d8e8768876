import { type Fields, Fields as FieldsOf, refuseAt, textOf } from './fields.ts'
import { partyShapes } from './shapes.ts'
import { element, textElement, type XmlNode } from './writeXml.ts'
import type { XmlElement } from './xml.ts'

const datePattern = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const dateTimePattern =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})?$/

/** A day that exists: `2026-05-18`. Offsets on dates are refused. */
export function readDate(source: XmlElement): string {
  const text = textOf(source).trim()
  return isDate(text) ? text : refuseAt(source, 'a date such as 2026-05-18', text.slice(0, 48))
}

/** A time as the bank wrote it, its offset, if any, included: the text is evidence, so it is kept. */
export function readDateTime(source: XmlElement): string {
  const text = textOf(source).trim()
  const match = dateTimePattern.exec(text)
  return match && isDate(match[1]!) ? text : refuseAt(source, 'a time such as 2026-05-18T09:30:00Z', text.slice(0, 48))
}

/** `Dt` or `DtTm`; of a time only the day that was written. */
export function readDay(source: XmlElement): string {
  const fields = new FieldsOf(source, partyShapes.date)
  const date = fields.maybe('Dt')
  return date ? readDate(date) : readDateTime(fields.one('DtTm')).slice(0, 10)
}

export function maybeDateTime(fields: Fields, name: string): string | undefined {
  const source = fields.maybe(name)
  return source && readDateTime(source)
}

export function dayElement(name: string, date: string | undefined): XmlNode {
  return date === undefined ? undefined : element(name, [textElement('Dt', date, { pattern: datePattern })])
}

export function dateTimeElement(name: string, at: string | undefined): XmlNode {
  return textElement(name, at, { pattern: dateTimePattern })
}

function isDate(text: string): boolean {
  const match = datePattern.exec(text)
  if (!match) return false
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number]
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1]!
}
