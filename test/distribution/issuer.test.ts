import { beforeAll, describe, expect, test } from 'vitest'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { Refused } from '../../sandbox/rehearsal/zoneClient.ts'
import { provedBurns, provedPayments } from '../../src/core/custody/payments.ts'
import { arrange, change } from './arrange.ts'
import { evmProof } from './evmBlock.ts'

const network = 'eip155:31337'
const contract = '0x5FbDB2315678afecb367f032d93F642f64180aa3'
const usdt = `${network}/erc20:${contract.toLowerCase()}`
const suspect = '0x70997970C51812dc3A010C7d01b50e0d17dc79C8'
const safe = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC'
const issuer = '0x90F79bf6EB2c4f870365E785982E1f101E93b906'
const units = '1900000000000'

test('a destruction is no transfer: reading payments alone would miss it', () => {
  const { proof } = evmProof({ network, logs: [{ contract, from: suspect, units: 5n }], salt: 'burn' })
  expect(provedPayments({ network, proof, confirmationsMin: 6 })).toEqual([])
  expect(provedBurns({ network, proof, confirmationsMin: 6 })).toEqual([
    { txid: expect.any(String), address: suspect, asset: usdt, units: 5n },
  ])
  expect(provedBurns({ network, proof, confirmationsMin: 41 })).toEqual([])
  expect(() =>
    provedBurns({ network, proof: proof.replace('"position":0', '"position":1'), confirmationsMin: 6 }),
  ).toThrow('position')
})

let sim: Awaited<ReturnType<typeof arrange>>
beforeAll(async () => {
  sim = await arrange([])
  const wallet = JSON.stringify({ safe, owners: [issuer, suspect, contract], threshold: 2 })
  change(sim, (state) => ({
    ...state,
    slices: {
      ...state.slices,
      seizure: {
        ...(state.slices.seizure as object),
        measure: { kind: 'frozen' },
        lines: [{ line: 1, asset: usdt, address: suspect, units }],
      },
      custody: {
        wallets: [{ network, wallet, threshold: 2, custodians: ['p-kou'] }],
        held: [{ line: 1, asset: usdt, units, address: suspect, txid: '0'.repeat(64), index: 0 }],
        inventory: 'a'.repeat(64),
        lots: {},
      },
    } as never,
    balances: { [`assets:custody ${usdt}`]: units, [`equity:seized ${usdt}`]: `-${units}` },
  }))
})

async function refused(doing: Doing, approvers: readonly string[] = []): Promise<readonly string[]> {
  try {
    await (approvers.length === 0 ? sim.onshore.act(doing) : sim.onshore.approved(doing, approvers))
    return []
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { unmet, message } = error.refusal
    return unmet.length > 0 ? unmet.map(({ rule }) => rule) : [message]
  }
}

const word = (action: string, more: object = {}) =>
  file(sim, sim.onshore, 'institute', 'issuer-statement', { action, asset: usdt, units, ...more })
const balances = () => sim.stateOf('onshore').balances

describe('issuer: freeze, burn, reissue', () => {
  test('a freeze is recorded as a fact on its line', async () => {
    const statement = await word('freeze', { address: suspect })
    const freeze = (more: object): Doing => ({
      by: 'p-zhang',
      kind: 'issuer.frozen',
      documents: [statement],
      payload: { line: 1, asset: usdt, units, address: suspect, statement, reference: 'SANDBOX', ...more },
    })
    expect(await refused(freeze({ units: '1' }))).toEqual(['CN-MPS159-237-issuer'])
    expect(await refused(freeze({ line: 2 }))).toEqual(['CN-MPS159-237-issuer'])
    expect(await refused(freeze({}))).toEqual([])
    expect(balances()).toEqual({ [`assets:custody ${usdt}`]: units, [`equity:seized ${usdt}`]: `-${units}` })
  })

  test('a burn needs the chain’s event and the issuer’s promise; from there the issuer owes the units', async () => {
    const promise = await word('reissue')
    const burn = (log: { readonly to?: string; readonly units: bigint }, more: object = {}): Doing => {
      const { proof, txid } = evmProof({
        network,
        logs: [{ contract, from: suspect, ...log }],
        salt: `burn ${log.units}`,
      })
      const sha = sim.zones.onshore.document(proof)
      return {
        by: 'p-wang',
        kind: 'issuer.burned',
        documents: [sha, promise],
        payload: { line: 1, txid, proof: sha, promise, booked: true, ...more },
      }
    }
    expect(await refused(burn({ units: BigInt(units), to: safe }), ['p-chen'])).toEqual(['CN-CPL-245-burn'])
    expect(await refused(burn({ units: 1n }), ['p-chen'])).toEqual(['CN-CPL-245-burn'])
    expect(await refused(burn({ units: BigInt(units) }, { booked: false }), ['p-chen'])).toEqual(['CN-CPL-245-burn'])
    expect(await refused(burn({ units: BigInt(units) }), ['p-chen'])).toEqual([])
    expect(balances()).toEqual({ [`assets:issuer-claim ${usdt}`]: units, [`equity:seized ${usdt}`]: `-${units}` })
    const close: Doing = {
      by: 'p-zhang',
      kind: 'case.closed',
      payload: { retentionYears: 10, retentionBasis: 'SANDBOX' },
    }
    expect(await refused(close, ['p-chen'])).toContain('CN-CPL-245-ended')
  })

  test('the same units come again to the agency, no unit more or less', async () => {
    const reissue = (to: string, of: bigint): Doing => {
      const { proof, txid } = evmProof({
        network,
        logs: [{ contract, from: issuer, to, units: of }],
        salt: `again ${to} ${of}`,
      })
      const sha = sim.zones.onshore.document(proof)
      return {
        by: 'p-wang',
        kind: 'issuer.reissued',
        documents: [sha],
        payload: { line: 1, address: to, txid, index: 0, proof: sha },
      }
    }
    expect(await refused(reissue(safe, BigInt(units) - 1n))).toEqual(['CN-CPL-245-reissue'])
    expect(await refused(reissue(suspect, BigInt(units)))).toEqual(['CN-CPL-245-reissue'])
    expect(await refused(reissue(safe, BigInt(units)))).toEqual([])
    expect(await refused(reissue(safe, BigInt(units)))).toEqual(['CN-CPL-245-reissue'])
    expect(balances()).toEqual({ [`assets:custody ${usdt}`]: units, [`equity:seized ${usdt}`]: `-${units}` })
    const { held } = sim.stateOf('onshore').slices.custody as unknown as { held: { address: string }[] }
    expect(held[0]!.address).toBe(safe)
  })
})

describe('gas', () => {
  // The transactions that this test makes up pay no coin: a token stands in for it.
  const coin = usdt
  test('is lent in kind by the service institution, in an account of its own, and ends as returned or expensed', async () => {
    const { proof, txid } = evmProof({
      network,
      logs: [{ contract, from: issuer, to: safe, units: 1000n }],
      salt: 'gas',
    })
    const sha = sim.zones.onshore.document(proof)
    const lend = async (lender: string, more: object = {}): Promise<Doing> => {
      const agreement = await file(sim, sim.onshore, lender, 'gas-loan', { asset: coin, units: '1000' })
      return {
        by: 'p-wang',
        kind: 'gas.lent',
        documents: [sha, agreement],
        payload: { lender, asset: coin, units: '1000', address: safe, txid, index: 0, proof: sha, agreement, ...more },
      }
    }
    expect(await refused(await lend('cbex'))).toEqual(['CN-HOUSE-gas-loan'])
    expect(await refused(await lend('provider', { units: '1001' }))).toEqual(['CN-HOUSE-gas-loan'])
    expect(await refused(await lend('provider'))).toEqual([])
    expect([balances()[`assets:gas ${coin}`], balances()[`assets:custody ${coin}`]]).toEqual(['1000', units])
    // The network takes 400.
    change(sim, (state) => ({
      ...state,
      balances: { ...state.balances, [`assets:gas ${coin}`]: '600', [`expenses:network-fee ${coin}`]: '400' },
    }))
    const back = evmProof({ network, logs: [{ contract, from: safe, to: issuer, units: 600n }], salt: 'gas back' })
    const shown = sim.zones.onshore.document(back.proof)
    const settle = async (returned: string, expensed: string): Promise<Doing> => {
      const account = await file(sim, sim.onshore, 'provider', 'gas-account', { returned, expensed })
      return {
        by: 'p-wang',
        kind: 'gas.settled',
        documents: [shown, account],
        payload: { asset: coin, returned, txid: back.txid, index: 0, proof: shown, expensed, account },
      }
    }
    expect(await refused(await settle('600', '400'))).toEqual(['CN-AML-40-screened'])
    await screen(sim, 'onshore', { purpose: 'deposit', about: 'provider', lot: 'A', addresses: [] })
    expect(await refused(await settle('600', '300'))).toEqual(['CN-HOUSE-gas-settled'])
    expect(await refused(await settle('500', '500'))).toEqual(['CN-HOUSE-gas-settled'])
    expect(await refused(await settle('600', '400'))).toEqual([])
    expect(balances()[`equity:gas-loan ${coin}`]).toBeUndefined()
    expect(balances()[`assets:gas ${coin}`]).toBeUndefined()
  })
})
