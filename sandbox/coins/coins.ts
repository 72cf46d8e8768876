import type { SandboxHolder } from '../signer/holder.ts'

/** An output or a log of a transaction, with what it holds. */
export interface Found {
  readonly txid: string
  readonly index: number
  readonly units: bigint
}

/** Where the agency keeps what was seized, and whose machines sign there. */
export interface Custody {
  /** As the record holds it: a descriptor, or the canonical JSON of a Safe. */
  readonly wallet: string
  readonly addresses: readonly string[]
  /** What a request for a transfer names beside payees and fee. */
  readonly request: { readonly gasAccount?: string }
  /** Custodians sign in processes of their own: what the server built goes in, signed bytes and their transaction id come out. */
  sign(built: {
    readonly text: string
    readonly txid: string
  }): Promise<{ readonly signed: string; readonly txid: string }>
}

/** How the chain of what a rehearsal is of is worked: whatever the script does on a chain, it does by these. */
export interface Coins {
  /** Blocks after which everybody counts a payment. */
  readonly confirmations: number
  addressOf(holder: SandboxHolder): string
  /** A message signed with the key of the holder's address. */
  signMessage(parameters: { readonly message: string; readonly holder: SandboxHolder }): string
  /** Pays from nowhere, in a block of its own. */
  mintTo(address: string, units: bigint): Promise<Omit<Found, 'units'>>
  /** Officers move all that a holder has to an address: what arrives. */
  sweep(parameters: { readonly holder: SandboxHolder; readonly found: Found; readonly address: string }): Promise<Found>
  mine(blocks: number): Promise<void>
  /** Fresh keys of two of three, written where each custodian keeps theirs. */
  prepareCustody(parameters: { readonly keepers: readonly string[]; readonly folder: string }): Promise<Custody>
  /** Whether the node has a transaction, mined or not. */
  has(txid: string): Promise<boolean>
  /** Where the network's fees are paid by somebody else than the coins: who lends what, and how it goes back. */
  readonly gas?: Gas
}

/** The coin that a network takes its fees in, lent in kind. */
export interface Gas {
  readonly asset: string
  readonly account: string
  readonly units: bigint
  /** From the lender to the gas account. */
  lend(): Promise<Omit<Found, 'units'>>
  /** From the gas account to the lender. */
  giveBack(units: bigint): Promise<Omit<Found, 'units'>>
}
