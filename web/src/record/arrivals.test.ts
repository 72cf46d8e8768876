import { describe, expect, test } from 'vitest'
import type { CaseState } from '../../../src/core/case/state.ts'
import { SluiceError } from '../../../src/core/errors.ts'
import { hashText } from '../../../src/core/record/hash.ts'
import type { Json } from '../../../src/core/record/jcs.ts'
import { signPaper } from '../../../src/core/record/paper.ts'
import { awaitedCredits, creditAct, restAct, restsAt, sentTranches } from './arrivals.ts'
import { paperOf, type ReadPaperText } from './papers.ts'

const asset = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
const txid = 'ab'.repeat(32)
const tranche = 'A/1'

function paper(type: string, body: Json): ReadPaperText {
  const { text } = signPaper({ type, world: 'rehearsal', issuer: 'a', issuedAt: '2026-03-02T03:00:00.000Z', body, secretKey: new Uint8Array(32).fill(7) }) // biome-ignore format: one paper
  const read = paperOf(text, type)
  if (read === undefined || read instanceof SluiceError) throw new TypeError('a paper that does not read')
  return read
}

/** 100 were sent to a and 50 to b; a has credited 90 and owes 10, b has said nothing. */
function offshore(more: object = {}): CaseState {
  const pays = [{ platform: 'a', units: '100' }, { platform: 'b', units: '50' }] // biome-ignore format: one list
  return {
    balances: { [`assets:venue:a:A ${asset}`]: '90', [`assets:missing:a:A ${asset}`]: '10' },
    crossed: { 'transfer.confirmed A/1': { fields: { transfer: 't', txid, asset, pays } } },
    slices: {
      received: { [`${txid} a`]: '90' },
      missing: { [`${txid} a`]: { tranche, platform: 'a', units: '10' } },
      ...more,
    },
    stages: {},
  } as unknown as CaseState
}

describe('what is awaited', () => {
  test('all that is not credited whole, and nothing that is', () => {
    expect(awaitedCredits(offshore())).toEqual([
      { transfer: 't', lot: 'A', tranche, platform: 'a', asset, txid, sent: '100', credited: '90' },
      { transfer: 't', lot: 'A', tranche, platform: 'b', asset, txid, sent: '50' },
    ])
    const whole = offshore({ received: { [`${txid} a`]: '100', [`${txid} b`]: '50' }, missing: {} })
    expect(awaitedCredits(whole)).toEqual([])
  })

  test('a test of a lot has no tranche', () => {
    const pays = [{ platform: 'a', units: '7' }]
    const state = { ...offshore(), crossed: { 'transfer.confirmed A': { fields: { transfer: 't', txid, asset, pays } } } } // biome-ignore format: one state
    expect(awaitedCredits({ ...state, slices: {} } as unknown as CaseState)).toEqual([
      { transfer: 't', lot: 'A', platform: 'a', asset, txid, sent: '7' },
    ])
  })

  test.each([
    [0, '4', '6'],
    [0, '10', undefined],
    [0, '11', undefined],
    [1, '50', undefined],
    [1, '49', '1'],
  ])('row %i: %s credited leaves %s missing', (row, units, short) => {
    const act = creditAct(awaitedCredits(offshore())[row]!, paper('venue-deposit', { txid, units, asset }))
    expect([act?.kind, act?.payload.units, act?.payload.short]).toEqual(['coins.received', units, short])
  })

  test('a word without an amount is no act', () => {
    const [row] = awaitedCredits(offshore())
    for (const units of [undefined, '0', '-4', '1.5', 'many'])
      expect(creditAct(row!, paper('venue-deposit', units === undefined ? { txid } : { txid, units }))).toBeUndefined()
  })
})

describe('what is given up', () => {
  const state = offshore()

  test('what lies there and what was never credited, each by itself', () => {
    expect(sentTranches(state)).toEqual([tranche])
    expect(restsAt(state, tranche)).toEqual([
      { platform: 'a', ground: 'below-minimum', asset, units: '90' },
      { platform: 'a', ground: 'not-credited', asset, units: '10' },
    ])
    expect(restsAt({ ...state, crossed: {} }, tranche)).toEqual([])
  })

  test('what follows is said where something leaves a platform, and nowhere else', () => {
    const [below, lost] = restsAt(state, tranche)
    const [statement, decision] = [paper('rest-statement', {}), paper('rest-decision', {})]
    const given = (rest: typeof below) => restAct({ state, tranche, rest: rest!, statement, decision })
    expect(given(below)).toEqual({
      kind: 'rest.declared',
      payload: {
        platform: 'a',
        asset,
        units: '90',
        ground: 'below-minimum',
        statement: hashText(statement.text),
        decision: hashText(decision.text),
        rest: 'whole',
      },
      texts: [statement.text, decision.text],
    })
    expect(Object.keys(given(lost).payload)).not.toContain('rest')
  })
})
