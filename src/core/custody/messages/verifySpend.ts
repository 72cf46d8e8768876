import { schnorr, secp256k1 } from '@noble/curves/secp256k1.js'
import { ripemd160 } from '@noble/hashes/legacy.js'
import { OutScript, Script, Transaction } from '@scure/btc-signer'
import { RawOldTx } from '@scure/btc-signer/script.js'
import { bytesToHex, concatBytes, equalBytes, hexToBytes, sha256 } from '../../record/hash.ts'
import { hash256 } from '../bitcoin/transaction.ts'

export interface Prevout {
  readonly amountSat: bigint
  readonly script: Uint8Array
}

export interface Spend {
  /** The transaction that spends, raw. */
  readonly raw: Uint8Array
  readonly index: number
  readonly scriptSig: Uint8Array
  readonly witness: readonly Uint8Array[]
  /** What each input spends, in order. */
  readonly prevouts: readonly Prevout[]
}

/** `inconclusive`: a script that this verifier does not interpret. */
export type SpendVerdict = 'valid' | 'invalid' | 'inconclusive'

type Check = (signature: Uint8Array, publicKey: Uint8Array) => boolean

/**
 * Judges whether one input satisfies what it spends, for P2PKH, P2WPKH, P2TR by key, and single-key or m-of-n scripts in P2SH, P2WSH and P2SH-P2WSH.
 * Stricter than consensus, as BIP-322 asks: SIGHASH_ALL only (or DEFAULT in taproot), strict DER, low S, nothing left over.
 */
export function verifySpend(spend: Spend): SpendVerdict {
  const { script } = spend.prevouts[spend.index]!
  if (isWitnessProgram(script)) return spend.scriptSig.length > 0 ? 'invalid' : verifyProgram(spend, script)
  const pushes = pushesOf(spend.scriptSig)
  if (pushes === undefined) return 'invalid'
  if (!isScriptHash(script))
    return spend.witness.length > 0 ? 'invalid' : verifyScript(script, pushes, legacyCheck(spend, script))
  const redeem = pushes.at(-1)
  if (redeem === undefined || !equalBytes(hash160(redeem), script.subarray(2, 22))) return 'invalid'
  if (isWitnessProgram(redeem)) return pushes.length > 1 ? 'invalid' : verifyProgram(spend, redeem)
  return spend.witness.length > 0 ? 'invalid' : verifyScript(redeem, pushes.slice(0, -1), legacyCheck(spend, redeem))
}

const hash160 = (data: Uint8Array) => ripemd160(sha256(data))
const isScriptHash = (script: Uint8Array) =>
  script.length === 23 && script[0] === 0xa9 && script[1] === 20 && script[22] === 0x87

function isWitnessProgram(script: Uint8Array): boolean {
  const version = script[0] ?? 0xff
  return (
    (version === 0 || (version >= 0x51 && version <= 0x60)) &&
    script.length >= 4 &&
    script.length <= 42 &&
    script[1] === script.length - 2
  )
}

/** Data pushes only, each in its shortest form; undefined otherwise. */
function pushesOf(scriptSig: Uint8Array): Uint8Array[] | undefined {
  try {
    const items = Script.decode(scriptSig)
    if (!equalBytes(Script.encode(items), scriptSig)) return undefined
    const pushes = items.map((item) => (item === 0 ? new Uint8Array() : item))
    return pushes.every((item) => item instanceof Uint8Array) ? (pushes as Uint8Array[]) : undefined
  } catch {
    return undefined
  }
}

function verifyProgram(spend: Spend, program: Uint8Array): SpendVerdict {
  const [version, hash] = [program[0]!, program.subarray(2)]
  if (version === 0x51 && hash.length === 32) return verifyTaproot(spend, hash)
  if (version !== 0) return 'inconclusive'
  if (hash.length === 20) {
    const script = concatBytes(new Uint8Array([0x76, 0xa9, 20]), hash, new Uint8Array([0x88, 0xac]))
    return verifyScript(script, spend.witness, witnessCheck(spend, script))
  }
  const script = spend.witness.at(-1)
  if (hash.length !== 32 || script === undefined || !equalBytes(sha256(script), hash)) return 'invalid'
  return verifyScript(script, spend.witness.slice(0, -1), witnessCheck(spend, script))
}

function verifyTaproot(spend: Spend, outputKey: Uint8Array): SpendVerdict {
  if (spend.witness.length === 0) return 'invalid'
  if (spend.witness.length > 1) return 'inconclusive'
  const signature = spend.witness[0]!
  const sighash = signature.length === 64 ? 0 : signature[64]
  if (signature.length !== 64 && !(signature.length === 65 && sighash === 1)) return 'invalid'
  const digest = open(spend).preimageWitnessV1(
    spend.index,
    spend.prevouts.map((one) => one.script),
    sighash!,
    spend.prevouts.map((one) => one.amountSat),
  )
  return schnorr.verify(signature.subarray(0, 64), digest, outputKey) ? 'valid' : 'invalid'
}

function verifyScript(script: Uint8Array, stack: readonly Uint8Array[], check: Check): SpendVerdict {
  const kind = kindOf(script)
  if (kind?.type === 'pkh') {
    const [signature, publicKey] = stack
    if (stack.length !== 2 || !equalBytes(hash160(publicKey!), kind.hash)) return 'invalid'
    return check(signature!, publicKey!) ? 'valid' : 'invalid'
  }
  if (kind?.type === 'pk') return stack.length === 1 && check(stack[0]!, kind.pubkey) ? 'valid' : 'invalid'
  if (kind?.type === 'ms') return verifyMultisig(kind, stack, check)
  return 'inconclusive'
}

function kindOf(script: Uint8Array) {
  try {
    return OutScript.decode(script)
  } catch {
    return undefined
  }
}

/** Signatures stand in the order of the keys; there are exactly m; the item that CHECKMULTISIG takes too many is empty. */
function verifyMultisig(
  { m, pubkeys }: { readonly m: number; readonly pubkeys: readonly Uint8Array[] },
  stack: readonly Uint8Array[],
  check: Check,
): SpendVerdict {
  if (stack.length !== m + 1 || stack[0]!.length !== 0) return 'invalid'
  let next = 0
  for (const signature of stack.slice(1)) {
    while (next < pubkeys.length && !check(signature, pubkeys[next]!)) next++
    if (next === pubkeys.length) return 'invalid'
    next++
  }
  return 'valid'
}

function open(spend: Spend): Transaction {
  return Transaction.fromRaw(spend.raw, {
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
    allowUnknownVersion: true,
    disableScriptCheck: true,
  })
}

function witnessCheck(spend: Spend, scriptCode: Uint8Array): Check {
  const digest = open(spend).preimageWitnessV0(spend.index, scriptCode, 1, spend.prevouts[spend.index]!.amountSat)
  return (signature, publicKey) => publicKey.length === 33 && holds(signature, digest, publicKey)
}

/** The digest from before segwit, for ALL: the transaction with this input's script in place of its scriptSig. */
function legacyCheck(spend: Spend, scriptCode: Uint8Array): Check {
  const tx = open(spend)
  const inputs = Array.from({ length: tx.inputsLength }, (_, i) => {
    const { txid, index, sequence } = tx.getInput(i)
    return {
      txid: txid!,
      index: index!,
      sequence: sequence!,
      finalScriptSig: i === spend.index ? scriptCode : new Uint8Array(),
    }
  })
  const outputs = Array.from({ length: tx.outputsLength }, (_, i) => {
    const { amount, script } = tx.getOutput(i)
    return { amount: amount!, script: script! }
  })
  const bare = RawOldTx.encode({ version: tx.version, inputs, outputs, lockTime: tx.lockTime })
  const digest = hash256(concatBytes(bare, hexToBytes('01000000')))
  return (signature, publicKey) => holds(signature, digest, publicKey)
}

function holds(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.at(-1) !== 1) return false
  try {
    const der = signature.subarray(0, -1)
    const strict = secp256k1.Signature.fromBytes(der, 'der').toBytes('der')
    return (
      bytesToHex(strict) === bytesToHex(der) &&
      secp256k1.verify(der, digest, publicKey, { format: 'der', prehash: false, lowS: true })
    )
  } catch {
    return false
  }
}
