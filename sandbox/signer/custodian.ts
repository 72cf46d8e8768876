import { HDKey } from '@scure/bip32'
import { formatDescriptor, parseDescriptor } from '../../src/core/custody/bitcoin/descriptor.ts'
import { bitcoinRegtest } from '../../src/core/custody/bitcoin/network.ts'
import { hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'

/** What a rehearsal custodian keeps on the offline machine. Only test-network keys are ever made or read here. */
export interface SandboxKeyFile {
  readonly type: 'SANDBOX-bip32'
  readonly holder: string
  /** Master key, `tprv…`. */
  readonly xprv: string
}

/** Account path of native segwit multi-signature custody on test networks (BIP-48, script type 2). */
const accountPath = "m/48'/1'/0'/2'"

export interface SandboxCustodian {
  readonly keyFile: SandboxKeyFile
  /** What the custodian hands over: `[fingerprint/48h/1h/0h/2h]tpub…/<0;1>/*`. */
  readonly keyExpression: string
}

/**
 * A custodian whose key comes from the rehearsal's seed. Same seed and holder, same key.
 *
 * @example makeCustodian({ seed: '1', holder: 'psb-a' }).keyExpression // '[…/48h/1h/0h/2h]tpub…/<0;1>/*'
 */
export function makeCustodian(parameters: { readonly seed: string; readonly holder: string }): SandboxCustodian {
  const { seed, holder } = parameters
  const entropy = hmacSha256(utf8ToBytes('sluice/sandbox/custodian/1'), utf8ToBytes(`${seed}\n${holder}`))
  const master = HDKey.fromMasterSeed(entropy, bitcoinRegtest.bip32)
  const account = master.derive(accountPath)
  const origin = `${master.fingerprint.toString(16).padStart(8, '0')}${accountPath.slice(1).replaceAll("'", 'h')}`
  return {
    keyFile: { type: 'SANDBOX-bip32', holder, xprv: master.privateExtendedKey },
    keyExpression: `[${origin}]${account.publicExtendedKey}/<0;1>/*`,
  }
}

/** m-of-n P2WSH custody over sandbox custodians, as a descriptor with checksum. */
export function custodyDescriptor(parameters: {
  readonly threshold: number
  readonly custodians: readonly SandboxCustodian[]
}): string {
  const keys = parameters.custodians.map((custodian) => custodian.keyExpression).join(',')
  return formatDescriptor(parseDescriptor(`wsh(sortedmulti(${parameters.threshold},${keys}))`))
}
