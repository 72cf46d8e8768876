import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAssetRegister } from '../../src/core/assets/register.ts'
import { scriptOfAddress } from '../../src/core/custody/bitcoin/address.ts'
import { addressAt, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { utf8ToBytes } from '../../src/core/record/hash.ts'
import { inventoryHash } from '../../src/onshore/custody/takeInventory.ts'
import { linesInStateMax } from '../../src/onshore/seizure/lineRows.ts'
import { type LineSet, union } from '../../src/onshore/seizure/lineSet.ts'
import { tableOf, writeLineTable } from '../../src/onshore/seizure/lineTable.ts'
import { parseSeizureList } from '../../src/onshore/seizure/list/parseSeizureList.ts'
import { writeSeizureList } from '../../src/onshore/seizure/list/writeSeizureList.ts'
import { custodyDescriptor, makeCustodian } from '../signer/custodian.ts'
import { makeHolder, payFromHolder, type SandboxHolder } from '../signer/holder.ts'
import { bitcoinAsset, network } from '../world.ts'
import { batchFee, batchSize, type Coin, scatter, sweepBatch } from './scatter.ts'
import { file, type Stage, sha } from './stage.ts'
import { enact, has, holderOf, holdersOf } from './way.ts'

/** What was found: two addresses of the suspect, and one coin that belongs to a victim. Satoshi. */
const found = [
  { holder: 'suspect-1', units: 150_000_000n },
  { holder: 'suspect-2', units: 70_000_000n },
  { holder: 'suspect-3', units: 25_000_000n },
]
/** What each sweep costs; noted as the difference between list and inventory. */
export const sweepFee = 2_000n

export interface Custody {
  readonly descriptor: string
  readonly addresses: readonly string[]
  readonly keyFiles: readonly string[]
}

export interface Held {
  readonly line: number
  readonly asset: string
  readonly units: string
  readonly address: string
  readonly txid: string
  readonly index: number
}

/** The organ opens its case to those who will act in it: from here on they read it. Who else of the cast signs in sees that there is nothing for them. */
async function openToOthers({ onshore, way }: Stage, paper: string): Promise<void> {
  const { organ, principal, agent } = way
  for (const org of [...new Set(['court', principal, agent])].filter((one) => one !== organ))
    await onshore.act({
      by: holderOf(way, 'legal-affairs', organ),
      kind: 'access.granted',
      payload: { org, reason: 'SANDBOX takes part in what is done with the property', paper },
      documents: [paper],
    })
}

/** Rows 1 to 4: case, measure, list, fresh keys, sweep, inventory, lots. */
export async function seize(
  stage: Stage,
  options: { readonly listFile?: string; readonly startsOn?: string; readonly holdings?: number } = {},
): Promise<{ readonly custody: Custody; readonly held: readonly Held[]; readonly inventory: string }> {
  const { onshore, clock, way } = stage
  const { caseNumber, organ } = way
  const filing = await file(stage, onshore, organ, 'case-filing', { number: caseNumber, organ })
  await enact(stage, {
    kind: 'case.opened',
    payload: {
      model: way.model,
      caseNumber,
      organ,
      filedOn: '2026-01-12',
      filing,
      jurisdiction: 'SANDBOX place of the act',
      outOfArea: false,
    },
    documents: [filing],
  })
  stage.say({ stage: 'case.opened', text: caseNumber })
  await openToOthers(stage, filing)
  const decision = await file(stage, onshore, organ, 'seizure-decision', {
    number: 'SANDBOX-扣-1',
    level: way.parameter('measureLevel'),
    measure: 'seized',
  })
  await enact(stage, {
    kind: 'seizure.decided',
    payload: {
      measure: 'seized',
      decision,
      officers: holdersOf(way, 'investigator'),
      relatedness: 'SANDBOX proceeds of the act',
      necessities: 'SANDBOX none needed',
      startsOn: options.startsOn ?? '2026-03-02',
    },
    documents: [decision],
  })
  stage.say({ stage: 'seizure.decided', text: 'two officers, county head' })
  const lines = await listOnSpot(stage, options)
  const custody = await prepareCustody(stage)
  const held = await (lines.length > linesInStateMax ? sweepMany : sweep)(stage, custody, lines)
  await clock.pass(30)
  const inventory = inventoryHash(
    held,
    held.map(({ line, units }) => ({ line, units })),
  )
  await count(stage, held, inventory)
  await classify(stage, lines)
  return { custody, held, inventory }
}

/** The property manager counts what came, line by line; many lines as tables. */
async function count(
  stage: Stage,
  held: readonly (Held & { readonly fee: bigint })[],
  inventory: string,
): Promise<void> {
  const { onshore, clock, way } = stage
  const lines = held.map(({ line, units }) => ({ line, units }))
  const differences = held.map(({ line, fee }) => ({
    line,
    units: fee.toString(),
    reason: 'network fee of the sweep',
  }))
  const handover = { manager: holderOf(way, 'property-manager'), handedOverAt: clock.now() }
  if (held.length <= linesInStateMax) {
    await enact(stage, { kind: 'inventory.recorded', payload: { lines, differences, ...handover } })
  } else {
    const document = await onshore.document(writeLineTable('counted', lines))
    const differenceTable = await onshore.document(writeLineTable('different', differences))
    await enact(stage, {
      kind: 'inventory.recorded',
      payload: {
        table: { document, ...tableOf(held) },
        inventory,
        differences: [],
        differenceTable,
        ...handover,
      },
      documents: [document, differenceTable],
    })
  }
  stage.say({ stage: 'inventory.recorded', text: `${held.length} lines` })
}

/** The list as an officer has it: CSV in Chinese columns, written by the sandbox from what it minted on its own node, read by the importer that reads any list. */
async function listOnSpot(
  stage: Stage,
  {
    listFile,
    startsOn = '2026-03-01',
    holdings = found.length,
  }: { readonly listFile?: string; readonly startsOn?: string; readonly holdings?: number },
): Promise<readonly Line[]> {
  const { onshore, world, clock, seed, way } = stage
  const registry = parseAssetRegister(
    JSON.parse(readFileSync(new URL('../../packs/registers/assets.json', import.meta.url), 'utf8')),
  )
  const coins: Coin[] = []
  const [first, ...others] = found
  if (holdings > found.length)
    coins.push(
      ...(await scatter({
        ...first!,
        world,
        seed,
        addresses: holdings - others.length,
        broadcast: (raw) => broadcast(stage, raw),
      })),
    )
  for (const { holder, units } of holdings > found.length ? others : found) {
    const owner = makeHolder({ seed, holder })
    const address = owner.bitcoinAddress
    coins.push({ holder: owner, address, units, ...(await world.bitcoin.mintTo(address, units)) })
  }
  const minted = coins.map(({ address, units, txid, vout }, i) => ({
    line: i + 2,
    asset: bitcoinAsset,
    chain: network,
    address,
    units: units.toString(),
    txid,
    index: vout,
    valuation: { amount: '451000', currency: 'CNY', date: startsOn, source: 'SANDBOX annotation' },
  }))
  const text = writeSeizureList({ lines: minted, registry, language: 'zh-CN' })
  const path = listFile ?? join(stage.folder, 'seizure-list.csv')
  writeFileSync(path, text)
  const { lines, faults } = parseSeizureList({
    name: path,
    bytes: utf8ToBytes(text),
    registry,
    networks: [network],
    now: clock.now(),
  })
  if (faults.length > 0) throw new TypeError(`the sandbox wrote a list that it cannot read: ${JSON.stringify(faults)}`)
  const list = await onshore.document(text)
  const rows = lines.map(({ line, asset, address, units, txid, index, valuation }) => ({
    line,
    asset,
    address,
    units,
    txid: txid!,
    index: index!,
    ...(valuation === undefined ? {} : { valuation }),
  }))
  const many = rows.length > linesInStateMax ? await onshore.document(writeLineTable('listed', rows)) : undefined
  await enact(stage, {
    kind: 'seizure.listed',
    role: 'investigator',
    payload: {
      list,
      ...(many === undefined ? { lines: rows } : { table: { document: many, ...tableOf(rows) } }),
      onSpot: true,
      copies: 3,
      investigators: holdersOf(way, 'investigator'),
      witnessSigned: true,
      holderSigned: false,
      holderAbsence: 'SANDBOX holder absent, noted',
    },
    documents: [list, ...(many === undefined ? [] : [many])],
  })
  stage.say({ stage: 'seizure.listed', text: `${rows.length} holdings` })
  return rows.map((row, i) => ({ ...row, holder: coins[i]!.holder }))
}

async function prepareCustody(stage: Stage): Promise<Custody> {
  const { seed, onshore, folder, way } = stage
  const keepers = holdersOf(way, 'custodian')
  const custodians = keepers.map((holder) => makeCustodian({ seed, holder }))
  const descriptor = custodyDescriptor({ threshold: 2, custodians })
  const keyFiles = custodians.map(({ keyFile }) => {
    const path = join(folder, `SANDBOX-${keyFile.holder}.json`)
    writeFileSync(path, JSON.stringify(keyFile), { mode: 0o600 })
    return path
  })
  const ceremony = await file(stage, onshore, 'institute', 'key-ceremony', { wallet: descriptor, fresh: true })
  await enact(stage, {
    kind: 'custody.prepared',
    payload: { network, wallet: descriptor, custodians: keepers, ceremony },
    documents: [ceremony],
  })
  stage.say({ stage: 'custody.prepared', text: '2 of 3, fresh keys' })
  const parsed = parseDescriptor(descriptor)
  const addresses = Array.from({ length: 24 }, (_, index) =>
    addressAt(parsed, { branch: 0, index }, bitcoinRegtestBcoin),
  )
  return { descriptor, addresses, keyFiles }
}

/** A line with whose key it is. */
interface Line {
  readonly line: number
  readonly asset: string
  readonly address: string
  readonly units: string
  readonly txid: string
  readonly index: number
  readonly holder: SandboxHolder
}

type Swept = Held & { readonly fee: bigint }

async function sweep(stage: Stage, custody: Custody, lines: readonly Line[]): Promise<readonly Swept[]> {
  const { onshore, world } = stage
  const held: Swept[] = []
  const moves = []
  for (const [i, line] of lines.entries()) {
    const address = custody.addresses[i]!
    const amountSat = BigInt(line.units) - sweepFee
    const raw = payFromHolder({
      holder: line.holder,
      coins: [{ txid: line.txid, vout: line.index, amountSat: BigInt(line.units) }],
      outputs: [{ scriptPubKey: scriptOfAddress(address, bitcoinRegtestBcoin), amountSat }],
    })
    const txid = await broadcast(stage, raw)
    held.push({
      line: line.line,
      asset: line.asset,
      units: amountSat.toString(),
      address,
      txid,
      index: 0,
      fee: sweepFee,
    })
  }
  await world.bitcoin.mine(6)
  for (const { line, units, address, txid, index } of held) {
    const { sha256 } = await onshore.post<{ sha256: string }>('/api/chain/proofs', { network, txid })
    moves.push({ line, address, units, txid, index, proof: sha256 })
  }
  await enact(stage, {
    kind: 'custody.secured',
    role: 'investigator',
    payload: {
      moves,
      recording: sha('SANDBOX recording'),
      pathsSwept: 'SANDBOX all derived paths',
      residuals: 'SANDBOX none',
    },
    documents: [...new Set(moves.map(({ proof }) => proof))],
  })
  stage.say({ stage: 'custody.secured', text: `${held.length} coins at agency addresses` })
  return held
}

/** A batch is a transaction to one address and a table of its lines; each but the last says that more follow. */
async function sweepMany(stage: Stage, custody: Custody, lines: readonly Line[]): Promise<readonly Swept[]> {
  const { onshore, world } = stage
  const held: Swept[] = []
  for (let at = 0; at < lines.length; at += batchSize) {
    const batch = lines.slice(at, at + batchSize)
    // What belongs to somebody else than the suspect is not mixed with the suspect's.
    const groups = at + batchSize < lines.length ? [batch] : [batch.slice(0, -1), batch.slice(-1)]
    const swept: Swept[] = []
    for (const [i, group] of groups.filter(({ length }) => length > 0).entries()) {
      const address = custody.addresses[at / batchSize + i]!
      const coins = group.map((row) => ({ ...row, vout: row.index, units: BigInt(row.units) }))
      const txid = await broadcast(stage, sweepBatch({ coins, address }))
      swept.push(
        ...group.map(({ line, asset, units }) => ({
          line,
          asset,
          units: (BigInt(units) - batchFee).toString(),
          address,
          txid,
          index: 0,
          fee: batchFee,
        })),
      )
    }
    await world.bitcoin.mine(6)
    const proofs = new Map<string, string>()
    for (const txid of new Set(swept.map((row) => row.txid))) {
      const { sha256 } = await onshore.post<{ sha256: string }>('/api/chain/proofs', { network, txid })
      proofs.set(txid, sha256)
    }
    const moves = swept.map(({ line, address, units, txid, index }) => ({
      line,
      address,
      units,
      txid,
      index,
      proof: proofs.get(txid)!,
    }))
    const document = await onshore.document(writeLineTable('moved', moves))
    const last = at + batchSize >= lines.length
    await enact(stage, {
      kind: 'custody.secured',
      role: 'investigator',
      payload: {
        table: { document, ...tableOf(swept) },
        ...(last ? {} : { moreFollow: true }),
        recording: sha('SANDBOX recording'),
        pathsSwept: 'SANDBOX all derived paths',
        residuals: 'SANDBOX none',
      },
      documents: [document, ...proofs.values()],
    })
    held.push(...swept)
    stage.say({ stage: 'custody.secured', text: `${held.length} of ${lines.length} holdings at agency addresses` })
  }
  return held
}

/** The officers broadcast the sweep themselves, over the node's own interface. */
async function broadcast(stage: Stage, raw: string): Promise<string> {
  const { rpcUrl, apiKey } = stage.world.bitcoin
  const response = await fetch(rpcUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`x:${apiKey}`).toString('base64')}`,
    },
    body: JSON.stringify({ method: 'sendrawtransaction', params: [raw], id: 1 }),
  })
  const { result, error } = (await response.json()) as { result?: string; error?: { message: string } | null }
  if (typeof result !== 'string') throw new TypeError(`the node did not take a sweep: ${error?.message ?? 'no answer'}`)
  return result
}

async function classify(stage: Stage, listed: readonly Line[]): Promise<void> {
  const lot = (name: string, lines: LineSet, outcome: string): Promise<unknown> =>
    enact(stage, {
      kind: 'lot.classified',
      subject: { lot: name },
      payload: {
        lines,
        outcome,
        tradable: true,
        evidenceInKind: false,
        taint: 'SANDBOX none known',
        claims: outcome === 'return' ? 'SANDBOX victim' : 'SANDBOX none',
      },
    })
  const returns = has(stage.way, 'return.decided')
  const lines = listed.map(({ line }) => line)
  await lot('A', union(returns ? lines.slice(0, -1) : lines), 'sell')
  if (returns) await lot('B', lines.slice(-1), 'return')
  stage.say({ stage: 'lot.classified', text: returns ? 'A to be sold, B to be returned' : 'A to be sold' })
}
