import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAssetRegister } from '../../src/core/assets/register.ts'
import { utf8ToBytes } from '../../src/core/record/hash.ts'
import { inventoryHash } from '../../src/onshore/custody/takeInventory.ts'
import { linesInStateMax } from '../../src/onshore/seizure/lineRows.ts'
import { type LineSet, union } from '../../src/onshore/seizure/lineSet.ts'
import { tableOf, writeLineTable } from '../../src/onshore/seizure/lineTable.ts'
import { parseSeizureList } from '../../src/onshore/seizure/list/parseSeizureList.ts'
import { writeSeizureList } from '../../src/onshore/seizure/list/writeSeizureList.ts'
import { broadcast } from '../coins/bitcoinCoins.ts'
import type { Custody } from '../coins/coins.ts'
import { makeHolder, type SandboxHolder } from '../signer/holder.ts'
import { borrowGas } from './gas.ts'
import { batchFee, batchSize, type Coin, scatter, sweepBatch } from './scatter.ts'
import { file, type Stage, sha } from './stage.ts'
import { enact, has, holderOf, holdersOf } from './way.ts'

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
  const differences = held
    .filter(({ fee }) => fee > 0n)
    .map(({ line, fee }) => ({ line, units: fee.toString(), reason: 'network fee of the sweep' }))
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
    holdings = stage.traded.found.length,
  }: { readonly listFile?: string; readonly startsOn?: string; readonly holdings?: number },
): Promise<readonly Line[]> {
  const { onshore, world, clock, seed, way, traded } = stage
  const { found, network } = traded
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
        broadcast: (raw) => broadcast(world.bitcoin, raw),
      })),
    )
  for (const { holder, units } of holdings > found.length ? others : found) {
    const owner = makeHolder({ seed, holder })
    const address = world.coins.addressOf(owner)
    const { txid, index } = await world.coins.mintTo(address, units)
    coins.push({ holder: owner, address, units, txid, vout: index })
  }
  const minted = coins.map(({ address, units, txid, vout }, i) => ({
    line: i + 2,
    asset: traded.asset,
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
  const { onshore, folder, way, world, traded } = stage
  const keepers = holdersOf(way, 'custodian')
  const custody = await world.coins.prepareCustody({ keepers, folder })
  const { wallet } = custody
  const ceremony = await file(stage, onshore, 'institute', 'key-ceremony', { wallet, fresh: true })
  await enact(stage, {
    kind: 'custody.prepared',
    payload: { network: traded.network, wallet, custodians: keepers, ceremony },
    documents: [ceremony],
  })
  stage.say({ stage: 'custody.prepared', text: '2 of 3, fresh keys' })
  await borrowGas(stage)
  return custody
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
  const { coins } = world
  const { network } = stage.traded
  const held: Swept[] = []
  const moves = []
  for (const [i, { line, asset, holder, ...listed }] of lines.entries()) {
    const address = custody.addresses[i]!
    const found = { txid: listed.txid, index: listed.index, units: BigInt(listed.units) }
    const { txid, index, units } = await coins.sweep({ holder, found, address })
    held.push({ line, asset, units: units.toString(), address, txid, index, fee: found.units - units })
  }
  await coins.mine(coins.confirmations)
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
      const txid = await broadcast(world.bitcoin, sweepBatch({ coins, address }))
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
      const { sha256 } = await onshore.post<{ sha256: string }>('/api/chain/proofs', {
        network: stage.traded.network,
        txid,
      })
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
