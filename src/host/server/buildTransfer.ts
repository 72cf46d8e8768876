import type { FastifyInstance } from 'fastify'
import Type from 'typebox'
import Value from 'typebox/value'
import type { CaseState } from '../../core/case/state.ts'
import { buildPayment } from '../../core/custody/bitcoin/buildPayment.ts'
import { parseDescriptor } from '../../core/custody/bitcoin/descriptor.ts'
import { selectUtxos } from '../../core/custody/bitcoin/selectUtxos.ts'
import { readEvmAsset } from '../../core/custody/evm/evmAddress.ts'
import { buildSafeTransfer } from '../../core/custody/evm/safeTransfer.ts'
import { bitcoinNetworkOf, placeOfAddress, readSafe } from '../../core/custody/wallet.ts'
import { SluiceError } from '../../core/errors.ts'
import { flaw, flawError } from '../../core/flaws/flaw.ts'
import {
  custodyOf,
  type Held,
  heldOfLot,
  heldRows,
  type LotSlice,
  lotOf,
  type Wallet,
  walletFor,
} from '../../onshore/custody/custody.ts'
import { homeAddresses } from '../../onshore/custody/homeward.ts'
import { chainOf, seizureOf } from '../../onshore/seizure/seizure.ts'
import type { BitcoinChain } from '../../world/chains/bitcoin/bitcoinChain.ts'
import { EvmChain, priorityFeePerGas } from '../../world/chains/evm/evmChain.ts'
import { loadDocuments, loadStream } from '../zone/streams.ts'
import type { Reading } from './server.ts'

/** A chain that agency wallets are kept on. */
export type CustodyChain = BitcoinChain | EvmChain

const shape = Type.Object(
  {
    lot: Type.String(),
    pays: Type.Array(
      Type.Object(
        { address: Type.String(), units: Type.String({ pattern: '^[1-9][0-9]{0,38}$' }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 20 },
    ),
    /** Bitcoin: satoshi, exactly. EVM: wei, at most. */
    fee: Type.String({ pattern: '^[1-9][0-9]{0,24}$' }),
    /** On an EVM chain: who carries the transaction and pays the network for it. */
    gasAccount: Type.Optional(Type.String()),
  },
  { additionalProperties: false },
)
type Request = Type.Static<typeof shape>

export interface BuiltTransfer {
  /** What custodians sign: a PSBT in base64, or the canonical JSON of a transfer out of a Safe. */
  readonly text: string
  /** Of an EVM chain the hash that the owners sign, without 0x. */
  readonly txid: string
  /** Base units of the network's coin, as text; of an EVM chain the most that it can come to. */
  readonly fee: string
  /** CAIP-2. */
  readonly network: string
  /** CAIP-19. */
  readonly asset: string
}

/**
 * Builds an unsigned transaction over the coins of one lot: on Bitcoin with change back to the lot's own address, on an EVM chain out of the agency's Safe.
 *
 * @throws {INPUT_INVALID} {NOT_FOUND}
 */
export async function buildTransfer(parameters: {
  readonly state: CaseState | undefined
  readonly request: unknown
  /** Texts of documents by hash: lines that came in batches stand there. */
  readonly documents: (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly chainFor: (network: string) => CustodyChain
}): Promise<BuiltTransfer> {
  const { state, request, chainFor, documents } = parameters
  if (!Value.Check(shape, request))
    throw new SluiceError(
      'INPUT_INVALID',
      'expected { lot, pays: [{ address, units }], fee } with base units as text, on an EVM chain gasAccount too.',
    )
  const lot = state === undefined ? undefined : lotOf(state, request.lot)
  if (state === undefined || lot === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_LOT', { lot: request.lot }))
  const network = chainOf(lot.asset)
  const wallet = walletFor(state, network)
  if (wallet === undefined) throw flawError('NOT_FOUND', flaw('ZONE_NO_WALLET', { network }))
  const chain = chainFor(network)
  const about = { network, asset: lot.asset }
  if (chain instanceof EvmChain) return { ...(await fromSafe({ ...about, wallet, request, chain })), ...about }
  const held = (await heldOf(state, lot, documents)).map((row) => row.address)
  const addresses = [...new Set([...held, ...homeAddresses(state, request.lot)])]
  return { ...(await fromAddresses({ network, wallet, request, chain, addresses })), ...about }
}

type Built = Pick<BuiltTransfer, 'text' | 'txid' | 'fee'>

async function fromAddresses(parameters: {
  readonly network: string
  readonly wallet: Wallet
  readonly request: Request
  readonly chain: BitcoinChain
  readonly addresses: readonly string[]
}): Promise<Built> {
  const { network, wallet, chain, addresses } = parameters
  const { pays, fee, gasAccount } = parameters.request
  if (gasAccount !== undefined) throw new SluiceError('INPUT_INVALID', `gasAccount: there is none on ${network}.`)
  const descriptor = parseDescriptor(wallet.wallet)
  const bitcoin = bitcoinNetworkOf(network)
  const coins = await chain.utxos(addresses)
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
  return { text: built.psbt, txid: built.txid, fee: built.feeSat.toString() }
}

/** Gas of the Safe's own work, signatures and the carrying of several calls included, and of each token transfer. Twice what was seen. */
const safeGas = 150_000n
const payGas = 80_000n

async function fromSafe(parameters: {
  readonly network: string
  readonly asset: string
  readonly wallet: Wallet
  readonly request: Request
  readonly chain: EvmChain
}): Promise<Built> {
  const { network, asset, wallet, chain } = parameters
  const { pays, fee, gasAccount } = parameters.request
  if (gasAccount === undefined)
    throw new SluiceError('INPUT_INVALID', `gasAccount: expected the account that pays the fees of ${network}.`)
  // A Safe that sends the coin itself leaves nothing in the receipt that a proof could show.
  if (readEvmAsset(asset, network).kind === 'coin')
    throw new SluiceError('INPUT_INVALID', `${asset} out of a Safe cannot be proved on the chain: only tokens can.`)
  const { safe, owners, threshold } = readSafe(wallet.wallet)
  const [found, nonce, maxFeePerGas] = await Promise.all([
    chain.safeState(safe),
    chain.nonceOf(gasAccount),
    chain.feeRate(),
  ])
  const sorted = (list: readonly string[]): string =>
    list
      .map((owner) => owner.toLowerCase())
      .sort()
      .join()
  if (sorted(found.owners) !== sorted(owners) || found.threshold !== threshold)
    throw new SluiceError(
      'INPUT_INVALID',
      `the Safe ${safe} has other owners than the record: ${found.threshold} of ${found.owners.join(', ')}.`,
      { facts: { safe } },
    )
  const gas = safeGas + payGas * BigInt(pays.length)
  if (gas * maxFeePerGas > BigInt(fee))
    throw new SluiceError(
      'INPUT_INVALID',
      `fee: the network now asks for up to ${gas * maxFeePerGas} wei; found ${fee}.`,
      {
        facts: { fee, needed: (gas * maxFeePerGas).toString() },
      },
    )
  const built = buildSafeTransfer({
    network,
    safe,
    safeNonce: found.nonce,
    asset,
    pays: pays.map(({ address, units }) => ({ address, units: BigInt(units) })),
    outer: { from: gasAccount, nonce, gas, maxFeePerGas, maxPriorityFeePerGas: priorityFeePerGas },
  })
  return { text: built.unsigned, txid: built.safeTxHash.slice(2), fee: built.feeMax.toString() }
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
  readonly chainFor: (network: string) => CustodyChain
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
    return { unsigned: await reading.keepDocument(request, built.text), ...built }
  })
}
