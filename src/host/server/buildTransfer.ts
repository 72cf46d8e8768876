import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import type { CaseState } from '../../core/case/state.ts'
import { buildPayment } from '../../core/custody/bitcoin/buildPayment.ts'
import { parseDescriptor } from '../../core/custody/bitcoin/descriptor.ts'
import { selectUtxos } from '../../core/custody/bitcoin/selectUtxos.ts'
import { bitcoinNetworkOf, placeOfAddress } from '../../core/custody/wallet.ts'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import {
  custodyOf,
  type Held,
  heldOfLot,
  heldRows,
  type LotSlice,
  lotOf,
  walletFor,
} from '../../onshore/custody/custody.ts'
import { homeAddresses } from '../../onshore/custody/homeward.ts'
import { chainOf, seizureOf } from '../../onshore/seizure/seizure.ts'
import type { BitcoinChain } from '../../world/chains/bitcoin/bitcoinChain.ts'
import { loadDocuments, loadStream } from '../zone/streams.ts'
import type { Reading } from './server.ts'

const shape = Type.Object(
  {
    lot: Type.String(),
    pays: Type.Array(
      Type.Object(
        { address: Type.String(), units: Type.String({ pattern: '^[1-9][0-9]{0,18}$' }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 20 },
    ),
    fee: Type.String({ pattern: '^[1-9][0-9]{0,12}$' }),
  },
  { additionalProperties: false },
)

export interface BuiltTransfer {
  readonly psbt: string
  readonly txid: string
  /** Satoshi, as text. */
  readonly fee: string
  /** CAIP-2. */
  readonly network: string
  /** CAIP-19. */
  readonly asset: string
}

/** Builds an unsigned transaction over the coins of one lot, change back to the lot's own address. @throws {INPUT_INVALID} {NOT_FOUND} */
export async function buildTransfer(parameters: {
  readonly state: CaseState | undefined
  readonly request: unknown
  /** Texts of documents by hash: lines that came in batches stand there. */
  readonly documents: (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly chainFor: (network: string) => BitcoinChain
}): Promise<BuiltTransfer> {
  const { state, request, chainFor, documents } = parameters
  if (!Value.Check(shape, request))
    throw new SluiceError('INPUT_INVALID', 'expected { lot, pays: [{ address, units }], fee } with base units as text.')
  const { lot: name, pays, fee } = request
  const lot = state === undefined ? undefined : lotOf(state, name)
  if (state === undefined || lot === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_LOT', { lot: name }))
  const network = chainOf(lot.asset)
  const wallet = walletFor(state, network)
  if (wallet === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_WALLET', { network }))
  const descriptor = parseDescriptor(wallet.wallet)
  const bitcoin = bitcoinNetworkOf(network)
  const held = (await heldOf(state, lot, documents)).map((row) => row.address)
  const addresses = [...new Set([...held, ...homeAddresses(state, name)])]
  const coins = await chainFor(network).utxos(addresses)
  const utxos = coins.map(({ txid, vout, amountSat, address, raw }) => ({
    txid,
    vout,
    amountSat,
    raw,
    place: placeOfAddress({ descriptor, network: bitcoin, address })!,
  }))
  const outputs = pays.map((pay) => ({ address: pay.address, amountSat: BigInt(pay.units) }))
  const targetSat = outputs.reduce((sum, output) => sum + output.amountSat, BigInt(fee))
  const built = buildPayment({
    network: bitcoin,
    descriptor,
    utxos: selectUtxos({ utxos, targetSat }),
    outputs,
    fee: { sat: BigInt(fee) },
    change: placeOfAddress({ descriptor, network: bitcoin, address: addresses[0]! })!,
  })
  return { psbt: built.psbt, txid: built.txid, fee: built.feeSat.toString(), network, asset: lot.asset }
}

async function heldOf(
  state: CaseState,
  lot: LotSlice,
  documents: (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<readonly Held[]> {
  const texts = await documents([
    ...(seizureOf(state)?.table === undefined ? [] : [seizureOf(state)!.table!.document]),
    ...(custodyOf(state).tables ?? []).map(({ document }) => document),
  ])
  return heldOfLot(
    lot,
    heldRows(state, (sha256) => {
      const text = texts.get(sha256)
      if (text === undefined) throw flawError('NOT_FOUND', flaw('ZONE_DOCUMENT_ABSENT', { document: sha256 }))
      return text
    }),
  )
}

/** Builds a transfer and keeps it as a document. Whoever proposes it names its hash; custodians sign it elsewhere. */
export function buildTransferRoute(parameters: {
  readonly server: FastifyInstance
  readonly reading: Reading
  readonly chainFor: (network: string) => BitcoinChain
}): void {
  const { server, reading, chainFor } = parameters
  server.post<{ Params: { id: string } }>('/api/cases/:id/transfers', async (request) => {
    const { params, body } = request
    const found = await reading.read(request, (client) => loadStream(client, params.id))
    const state = found?.kind === 'case' ? (found.state as CaseState) : undefined
    const built = await buildTransfer({
      state,
      request: body,
      chainFor,
      documents: (hashes) => reading.read(request, (client) => loadDocuments(client, hashes)),
    })
    return { unsigned: await reading.keepDocument(request, built.psbt), ...built }
  })
}
