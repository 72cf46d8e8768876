import type { Ask, Reply } from '../../sandbox/rehearsal/zoneClient.ts'
import type { ZoneKeys } from '../../sandbox/start/zoneFiles.ts'
import type { SignedAction } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { checkTransferSigned } from '../../src/core/custody/transfer.ts'
import { logVerifierKey, witnessVerifierKey } from '../../src/core/record/log/anyKey.ts'
import { buildTransfer, type CustodyChain } from '../../src/host/server/buildTransfer.ts'
import { custodyOf } from '../../src/onshore/custody/custody.ts'
import { transfersOf } from '../../src/onshore/custody/transfer.ts'
import type { MemoryZone } from './memoryZone.ts'

interface Parameters {
  readonly zone: MemoryZone
  readonly keys: ZoneKeys
  readonly chain: CustodyChain | undefined
}

/** Answers what the rehearsal's people ask of a zone over HTTP, from a zone in memory: so that their script walks there too. */
export function askMemory(parameters: Parameters): Ask {
  return async (path, init) => {
    const body = init?.body as string | undefined
    const answer = init?.method === 'POST' ? await post(parameters, path, body ?? '') : await get(parameters, path)
    if (answer === undefined) return reply(404, { detail: `nothing at ${path} in a simulated zone` })
    return answer
  }
}

function reply(status: number, body: unknown): Reply {
  return { ok: status < 300, status, body: JSON.stringify(body) }
}

async function post(parameters: Parameters, path: string, body: string): Promise<Reply | undefined> {
  const { zone, chain } = parameters
  if (path === '/api/documents') return reply(201, { sha256: zone.document(body) })
  if (path === '/api/actions') {
    const { action, stream, parent } = JSON.parse(body) as { action: SignedAction; stream?: string; parent?: string }
    const result = zone.act(action, {
      ...(stream === undefined ? {} : { stream }),
      ...(parent === undefined ? {} : { parent }),
    })
    if (result.outcome === 'refused') return reply(403, { refusal: result.refusal })
    await work(parameters)
    return reply(201, result)
  }
  if (path === '/api/chain/proofs' && chain !== undefined) {
    const { txid } = JSON.parse(body) as { txid: string }
    return reply(200, { sha256: zone.document(await chain.proof({ txid })) })
  }
  const transfers = /^\/api\/cases\/([0-9a-f]{64})\/transfers$/.exec(path)
  if (transfers !== null && chain !== undefined) {
    const state = zone.streams.get(transfers[1]!)?.state as CaseState | undefined
    const built = await buildTransfer({
      state,
      request: JSON.parse(body),
      chainFor: () => chain,
      documents: async (hashes) =>
        new Map(hashes.flatMap((hash) => (zone.documents.has(hash) ? [[hash, zone.documents.get(hash)!]] : []))),
    })
    return reply(200, { unsigned: zone.document(built.text), ...built })
  }
  return undefined
}

async function get(parameters: Parameters, path: string): Promise<Reply | undefined> {
  const { zone, keys } = parameters
  if (path === '/api/zone') {
    return reply(200, {
      zone: zone.parameters.id,
      kind: zone.parameters.kind,
      world: 'rehearsal',
      name: `SANDBOX ${zone.parameters.kind}`,
      origin: keys.origin,
      verifierKey: logVerifierKey(keys.logKey),
      witnessKey: witnessVerifierKey(keys.witnessKey),
    })
  }
  if (path === '/rehearsal/passes') return reply(200, { count: 0, lastWorked: -1, beside: false })
  if (path === '/api/rest') {
    await work(parameters)
    return reply(200, { outbox: 0, queue: 0, unknown: 0 })
  }
  if (path === '/api/cases') {
    const cases = [...zone.streams.values()].filter(({ kind }) => kind === 'case')
    return reply(
      200,
      cases.map(({ id, head, position, state }) => ({ id, head, position, state })),
    )
  }
  const found = /^\/api\/cases\/([0-9a-f]{64})(\/entries\?.*)?$/.exec(path)
  const stream = found === null ? undefined : zone.streams.get(found[1]!)
  if (stream === undefined) return undefined
  if (found?.[2] !== undefined) {
    const kind = /[?&]kind=([^&]+)/.exec(found[2])?.[1]
    const rows = stream.entries.map((id) => {
      const { index, entry } = zone.entries.get(id)!
      return { id, index, entry }
    })
    return reply(200, { rows: rows.filter(({ entry }) => kind === undefined || entry.header.kind === kind) })
  }
  const children = zone.childrenOf(stream.id).map(({ id, kind, state }) => ({ id, kind, state }))
  return reply(200, { head: stream.head, state: stream.state, children })
}

/** Broadcasts what was signed, and once its blocks stand brings the proof back. Other effects stay in the zone's outbox. */
async function work({ zone, chain }: Parameters): Promise<void> {
  if (chain === undefined) return
  for (const effect of [...zone.outbox]) {
    if (effect.type !== 'broadcast') continue
    const { signed, transfer: id, txid, network } = effect.request as Readonly<Record<string, string>>
    const stream = [...zone.streams.values()].find(
      ({ kind, state }) => kind === 'case' && transfersOf(state as CaseState)[id!] !== undefined,
    )
    const state = stream?.state as CaseState
    const transfer = transfersOf(state)[id!]!
    const known = await chain.transaction(txid!)
    if (known === undefined) {
      const wallet = custodyOf(state).wallets.find((candidate) => candidate.network === network)!
      const { raw } = checkTransferSigned({
        ...wallet,
        unsigned: zone.documents.get(transfer.unsigned)!,
        signed: zone.documents.get(signed!)!,
      })
      await chain.broadcast(raw)
      continue
    }
    if (known.confirmations < (network!.startsWith('eip155:') ? 32 : 6)) continue
    zone.outbox.splice(zone.outbox.indexOf(effect), 1)
    const failed = known.failed === true && 'failure' in chain
    const sha256 = zone.document(failed ? await chain.failure({ txid: txid! }) : await chain.proof({ txid: txid! }))
    const { lot, tranche, purpose, asset, pays } = transfer
    const shown = { transfer: id!, purpose, txid: txid!, proof: sha256 }
    const result = zone.act(
      {
        id: `${failed ? 'failed' : 'confirmed'}:${txid}`,
        kind: failed ? 'transfer.failed' : 'transfer.confirmed',
        actor: { org: zone.parameters.id, person: 'worker', role: 'system' },
        subject: tranche === undefined ? { lot } : { lot, tranche },
        payload: failed ? shown : { ...shown, asset, pays: pays as never },
        documents: [sha256],
      },
      { stream: stream!.id },
    )
    if (result.outcome === 'refused') throw new TypeError(JSON.stringify(result.refusal))
  }
}
