import { addressOfScript } from '../../src/core/custody/bitcoin/address.ts'
import { parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtest, bitcoinRegtestBcoin } from '../../src/core/custody/bitcoin/network.ts'
import { parsePsbt, readPayment } from '../../src/core/custody/bitcoin/payment.ts'

const networks = { rb: bitcoinRegtestBcoin, bcrt: bitcoinRegtest } as const

/** The rehearsal networks, by the prefix of their addresses. */
export type SandboxHrp = keyof typeof networks

export function isSandboxHrp(text: string): text is SandboxHrp {
  return text in networks
}

const btc = (sat: bigint) => `${sat / 100_000_000n}.${String(sat % 100_000_000n).padStart(8, '0')} BTC`

/**
 * What a custodian reads before signing: each payee with its amount, the fee, and the id. With the custodian's own copy of the descriptor,
 * coins and change are checked against it; without it no output is called change.
 */
export function showPayment(parameters: {
  readonly psbt: string
  readonly hrp: SandboxHrp
  readonly descriptor?: string
}): { readonly text: string; readonly txid: string } {
  const network = networks[parameters.hrp]
  if (parameters.descriptor !== undefined) {
    const descriptor = parseDescriptor(parameters.descriptor, { checksum: 'required' })
    const payment = readPayment({ psbt: parameters.psbt, descriptor, network })
    const lines = payment.outputs.map(
      (output) =>
        `${output.place?.branch === 1 ? 'change' : 'pays  '} ${btc(output.amountSat)} to ${output.address ?? output.scriptPubKey}`,
    )
    return { txid: payment.txid, text: page(payment.txid, lines, payment.feeSat) }
  }
  const tx = parsePsbt(parameters.psbt)
  const lines = Array.from({ length: tx.outputsLength }, (_, i) => {
    const { amount = 0n, script = new Uint8Array() } = tx.getOutput(i)
    return `pays   ${btc(amount)} to ${addressOfScript(script, network) ?? 'a script without an address'}`
  })
  return { txid: tx.id, text: page(tx.id, lines, tx.fee) }
}

function page(txid: string, lines: readonly string[], feeSat: bigint): string {
  return ['SANDBOX', `transaction ${txid}`, ...lines, `fee    ${btc(feeSat)}`, ''].join('\n')
}
