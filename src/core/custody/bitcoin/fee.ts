import type { Descriptor, DescriptorScript } from './descriptor.ts'

const compactSizeLength = (n: number) => (n < 0xfd ? 1 : n <= 0xffff ? 3 : 5)

/** DER with low S and sighash byte: 71 + 1. Some signers make it a byte or two shorter. */
const signatureBytesMax = 72

/** Weight of the witness that m signatures over a P2WSH script make, at most. */
export function witnessWeightMax(descriptor: Descriptor, script: DescriptorScript): number {
  const scriptBytes = script.witnessScript?.length ?? 0
  const items = descriptor.threshold + 2
  return (
    compactSizeLength(items) +
    1 +
    descriptor.threshold * (1 + signatureBytesMax) +
    compactSizeLength(scriptBytes) +
    scriptBytes
  )
}

/** Virtual size of a segwit transaction whose inputs have empty scriptSigs, rounded up. */
export function vsizeOf(parts: {
  readonly witnessWeights: readonly number[]
  readonly outputScripts: readonly Uint8Array[]
}): number {
  const inputs = parts.witnessWeights.length
  const outputs = parts.outputScripts.reduce(
    (sum, script) => sum + 8 + compactSizeLength(script.length) + script.length,
    0,
  )
  const bare = 4 + compactSizeLength(inputs) + inputs * 41 + compactSizeLength(parts.outputScripts.length) + outputs + 4
  const witness = 2 + parts.witnessWeights.reduce((sum, weight) => sum + weight, 0)
  return Math.ceil((bare * 4 + witness) / 4)
}

/** Fee for a size at a rate, rounded up to the satoshi: a fee is never below its rate. */
export function feeAt(parameters: { readonly vsize: number; readonly rateSatPerKvb: bigint }): bigint {
  return (BigInt(parameters.vsize) * parameters.rateSatPerKvb + 999n) / 1000n
}

/**
 * The least that nodes relay in one output: what spending it would cost at 3 sat per vbyte, as Bitcoin Core counts it.
 *
 * @example dustLimitSat(p2wpkhScript) // 294n
 */
export function dustLimitSat(scriptPubKey: Uint8Array): bigint {
  const witnessProgram =
    scriptPubKey.length >= 4 &&
    scriptPubKey.length <= 42 &&
    (scriptPubKey[0] === 0 || (scriptPubKey[0]! >= 0x51 && scriptPubKey[0]! <= 0x60)) &&
    scriptPubKey[1] === scriptPubKey.length - 2
  const spend = witnessProgram ? 67 : 148
  return BigInt(8 + compactSizeLength(scriptPubKey.length) + scriptPubKey.length + spend) * 3n
}
