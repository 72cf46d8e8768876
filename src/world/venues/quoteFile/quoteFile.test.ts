import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, test } from 'vitest'
import { bytesToHex } from '../../../core/record/hash.ts'
import type { Json } from '../../../core/record/jcs.ts'
import { signPaper } from '../../../core/record/paper.ts'
import { acceptQuote } from './acceptQuote.ts'
import { quoteRequestFile } from './quoteRequest.ts'
import { type Desk, readConfirmation, readQuote } from './readQuote.ts'

const secretKey = new Uint8Array(32).fill(7)
const desk: Desk = { entity: 'sandbox-desk', key: bytesToHex(ed25519.getPublicKey(secretKey)) }
const request = {
  world: 'rehearsal',
  request: 'rfq-1',
  seller: 'sandbox-agent',
  asset: 'BTC',
  quantity: '25',
  currency: 'USD',
  answerBy: '2026-03-02T02:10:00.000Z',
  settleBy: '2026-03-03T10:00:00.000Z',
} as const
const file = quoteRequestFile(request)
const receivedAt = '2026-03-02T02:05:00.000Z'
const good = {
  request: file.sha256,
  quoteId: 'q-1',
  asset: 'BTC',
  currency: 'USD',
  price: '63950.25',
  quantity: '25',
  validUntil: '2026-03-02T02:20:00.000Z',
}

function signed(body: Json, changes: Partial<Parameters<typeof signPaper>[0]> = {}): string {
  return signPaper({
    type: 'desk-quote',
    world: 'rehearsal',
    issuer: 'sandbox-desk',
    issuedAt: '2026-03-02T02:04:00.000Z',
    body,
    secretKey,
    ...changes,
  }).text
}

const read = (text: string, at = receivedAt) =>
  readQuote({
    text,
    request: { format: 'sluice/quote-request/1', ...request },
    requestSha256: file.sha256,
    desk,
    receivedAt: at,
  })

describe('a quote of a desk', () => {
  test('counts when its own key signed it for this request in time', () => {
    expect(read(signed(good))).toMatchObject({
      entity: 'sandbox-desk',
      price: '63950.25',
      quantity: '25',
      quoteId: 'q-1',
    })
  })

  test.each([
    ['of another request', signed({ ...good, request: 'f'.repeat(64) }), 'VENUE_REFUSED'],
    ['for more than was asked', signed({ ...good, quantity: '25.00000001' }), 'VENUE_REFUSED'],
    ['in another currency', signed({ ...good, currency: 'USDT' }), 'VENUE_REFUSED'],
    ['signed by another key', signed(good, { secretKey: new Uint8Array(32).fill(8) }), 'VENUE_REFUSED'],
    ['of another issuer', signed(good, { issuer: 'sandbox-other' }), 'VENUE_REFUSED'],
    ['of the real world', signed(good, { world: 'real' }), 'VENUE_REFUSED'],
    ['of another type', signed(good, { type: 'desk-confirmation' }), 'VENUE_REPLY_MALFORMED'],
    ['from the future', signed(good, { issuedAt: '2026-03-02T02:06:00.000Z' }), 'VENUE_REFUSED'],
    ['without a price', signed({ ...good, price: '0' }), 'VENUE_REPLY_MALFORMED'],
    ['with a price in another form', signed({ ...good, price: '6.4e4' }), 'VENUE_REPLY_MALFORMED'],
    ['with an end in another form', signed({ ...good, validUntil: '2026-03-02 10:20' }), 'VENUE_REPLY_MALFORMED'],
    ['with one digit changed', signed(good).replace('63950.25', '63950.26'), 'SIGNATURE_INVALID'],
    ['with a space', signed(good).replace('{"body"', '{ "body"'), 'NOT_CANONICAL'],
  ])('does not count %s', (_name, text, code) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code }))
  })

  test('does not count when it comes late', () => {
    expect(() => read(signed(good), '2026-03-02T02:10:00.001Z')).toThrow(
      expect.objectContaining({ code: 'VENUE_REFUSED' }),
    )
  })
})

describe('an acceptance', () => {
  const quote = read(signed(good))
  const at = '2026-03-02T02:15:00.000Z'

  test('takes a part of a quote, while it holds', () => {
    expect(acceptQuote({ quote, quantity: '10.50', clientOrderId: 'o-1', at }).quantity).toBe('10.5')
    for (const quantity of ['0', '25.1', '-1', '1e1']) {
      expect(() => acceptQuote({ quote, quantity, clientOrderId: 'o-1', at })).toThrow(
        expect.objectContaining({ code: 'INPUT_INVALID' }),
      )
    }
    const late = { quote, quantity: '1', clientOrderId: 'o-1', at: '2026-03-02T02:20:00.001Z' }
    expect(() => acceptQuote(late)).toThrow(expect.objectContaining({ code: 'VENUE_REFUSED' }))
  })

  const acceptance = acceptQuote({ quote, quantity: '10.00001', clientOrderId: 'o-1', at })
  const confirmed = {
    acceptance: acceptance.sha256,
    tradeId: 't-1',
    price: '63950.25',
    quantity: '10.00001',
    // 63950.25 × 10.00001 = 639503.1395025
    gross: '639503.13',
    fee: '0',
    tradedAt: '2026-03-02T02:16:00.000Z',
  }
  const confirm = (body: Json) =>
    readConfirmation({
      text: signed(body, { type: 'desk-confirmation' }),
      acceptance,
      desk,
      world: 'rehearsal',
      currencyScale: 2,
    })

  test('is confirmed at its price and quantity, gross to the cent', () => {
    expect(confirm(confirmed)).toMatchObject({ tradeId: 't-1', gross: '639503.13', fee: '0' })
  })

  test.each([
    ['another acceptance', { ...confirmed, acceptance: 'f'.repeat(64) }],
    ['a worse price', { ...confirmed, price: '63950.24', gross: '639503.03' }],
    ['another quantity', { ...confirmed, quantity: '10' }],
    ['a gross that is a cent off', { ...confirmed, gross: '639503.12' }],
    ['a trade after the quote had ended', { ...confirmed, tradedAt: '2026-03-02T02:21:00.000Z' }],
  ])('is not confirmed with %s', (_name, body) => {
    expect(() => confirm(body)).toThrow(expect.objectContaining({ code: 'VENUE_REFUSED' }))
  })
})
