import { describe, expect, test } from 'vitest'
import { dayAfter, isWorkday, lastDay, lastMoment, type Term } from '../../src/core/rules/calendar.ts'
import { hongKong, mainland } from './registers.ts'

describe('the mainland counts by CPL 105 and SPC 202', () => {
  test.each<[string, string, Term, string]>([
    ['the day of the event does not count', '2026-03-10', { days: 3 }, '2026-03-13'],
    ['a last day on a Sunday moves to Monday (notice of D5)', '2025-05-09', { months: 6 }, '2025-11-10'],
    ['a last day in the Spring Festival moves to the first day after it', '2026-02-06', { days: 10 }, '2026-02-24'],
    ['a Saturday that is worked is a day like others', '2026-02-04', { days: 10 }, '2026-02-14'],
    ['ten days for an appeal from the day after receipt', '2026-06-01', { days: 10 }, '2026-06-11'],
    [
      'five days for an appeal against a ruling, over the Dragon Boat Festival',
      '2026-06-15',
      { days: 5 },
      '2026-06-22',
    ],
    ['a month runs to the same day', '2026-03-10', { months: 1 }, '2026-04-10'],
    ['from the last day of a month to the last day of the next', '2026-04-30', { months: 1 }, '2026-06-01'],
    ['a day that the next month lacks becomes its last', '2026-10-30', { months: 4 }, '2027-03-01'],
    ['half a month is fifteen days', '2026-03-02', { halfMonths: 1 }, '2026-03-17'],
    ['a year of notice', '2025-06-10', { years: 1 }, '2026-06-10'],
  ])('%s', (_, event, term, expected) => {
    const years = [
      ...mainland.years,
      { year: 2027, source: 'test', confidence: 'L' as const, holidays: [], workdays: [] },
    ]
    expect(lastDay({ calendar: { ...mainland, years }, event, term })).toBe(expected)
  })

  test('the last day of April to the last day of May, before any holiday is looked at', () => {
    expect(lastDay({ calendar: mainland, event: '2026-04-30', term: { months: 1 }, inCustody: true })).toBe(
      '2026-05-31',
    )
  })

  test('a holiday extends nothing while somebody is held', () => {
    expect(lastDay({ calendar: mainland, event: '2026-02-06', term: { days: 10 }, inCustody: true })).toBe('2026-02-16')
  })

  test('the hour of the event does not count', () => {
    expect(lastMoment('2026-03-10T02:20:00.000Z', 24)).toBe('2026-03-11T03:00:00.000Z')
    expect(lastMoment('2026-03-10T02:00:00.000Z', 24)).toBe('2026-03-11T03:00:00.000Z')
  })

  test('what may follow an ended notice may follow from the next day', () => {
    expect(dayAfter(lastDay({ calendar: mainland, event: '2025-05-09', term: { months: 6 } }))).toBe('2025-11-11')
  })

  test('a year whose holidays nobody recorded is not guessed', () => {
    expect(() => lastDay({ calendar: mainland, event: '2027-01-04', term: { days: 3 } })).toThrow(/holidays of 2027/)
  })

  test.each(['2026-02-30', '26-02-01', '2026-13-01', ''])('%s is no day', (event) => {
    expect(() => lastDay({ calendar: mainland, event, term: { days: 1 } })).toThrow(/not a day/)
  })
})

describe('Hong Kong counts by its own rule', () => {
  test.each<[string, string, Term, string]>([
    ['general holidays do not count in a term of up to six days', '2026-04-02', { days: 3 }, '2026-04-10'],
    ['they count in a longer one', '2026-04-02', { days: 14 }, '2026-04-16'],
    ['a last day on a general holiday moves on', '2026-03-24', { days: 10 }, '2026-04-08'],
    ['a Saturday is not a general holiday', '2026-03-07', { days: 7 }, '2026-03-14'],
  ])('%s', (_, event, term, expected) => {
    expect(lastDay({ calendar: hongKong, event, term })).toBe(expected)
  })
})

test('each recorded holiday and worked day lies in its year, and none is both', () => {
  for (const calendar of [mainland, hongKong]) {
    for (const { year, holidays, workdays } of calendar.years) {
      for (const day of [...holidays, ...workdays]) expect(day.startsWith(`${year}-`)).toBe(true)
      expect(holidays.filter((day) => workdays.includes(day))).toEqual([])
      for (const day of holidays) expect(isWorkday(calendar, day)).toBe(false)
      for (const day of workdays) expect(isWorkday(calendar, day)).toBe(true)
    }
  }
})
