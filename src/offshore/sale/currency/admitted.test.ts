import { expect, test } from 'vitest'
import { proceedsComeHome } from './admitted.ts'

/** What a plan sells for has to be money that the trust can take. */
const directory = () =>
  ({
    accounts: {
      t: { purpose: 'trust', currency: 'USD' },
      h: { purpose: 'trust', currency: 'HKD' },
      d: { purpose: 'deposit', currency: 'CNY' },
    },
  }) as never
const ask = (...quotes: string[]) =>
  proceedsComeHome({ currency: 'USD', venues: quotes.map((quote) => ({ platform: quote, quote })) }, { directory })

test('money with an account of the trust comes home', () => {
  expect(ask('USD')).toMatchObject({ ok: true, found: 'USD' })
  expect(ask('USD', 'HKD').ok).toBe(true)
})

test('a stablecoin does not, whatever the mandate names, nor money in which the trust has no account', () => {
  expect(ask('USD', 'USDT')).toEqual({
    ok: false,
    found: 'USDT, a stablecoin, which no bank pays out or remits',
    required: 'money that the trust has an account in (HKD, USD)',
  })
  expect(ask('USD', 'EUR').found).toBe('EUR, in which the trust has no account')
  // An account of another purpose takes no proceeds.
  expect(ask('USD', 'CNY').ok).toBe(false)
})
