import { accountsByDefault } from '../bank/options.ts'
import { ask } from '../coins/bitcoinCoins.ts'
import type { World } from '../world.ts'

/** What the outside parties' own books say at the end of a rehearsal: for whoever counts effects there and not at us. */
export interface Books {
  /** By platform: the statement of the trust's account, JSON lines. */
  readonly statements: Readonly<Record<string, string>>
  /** By account number: the bank's own lines. */
  readonly bank: Readonly<
    Record<
      string,
      readonly {
        readonly servicerReference: string
        readonly direction: string
        readonly minor: string
        readonly endToEndId?: string
      }[]
    >
  >
  /** Transactions of all blocks but the coinbases, in order, and of the mempool. */
  readonly bitcoin: { readonly blocks: number; readonly txids: readonly string[]; readonly mempool: readonly string[] }
}

/** @example booksOf(world) */
export async function booksOf(world: World): Promise<Books> {
  const statements = Object.entries(world.exchanges).map(([entity, exchange]) => [
    entity,
    exchange.statement({ account: 'trust' }),
  ])
  const bank = accountsByDefault.map(({ number }) => [
    number,
    world.bank.lines(number).map(({ servicerReference, direction, minor, transaction }) => ({
      servicerReference,
      direction,
      minor: minor.toString(),
      ...(transaction.references.endToEndId === undefined ? {} : { endToEndId: transaction.references.endToEndId }),
    })),
  ])
  return { statements: Object.fromEntries(statements), bank: Object.fromEntries(bank), bitcoin: await chainOf(world) }
}

async function chainOf({ bitcoin }: World): Promise<Books['bitcoin']> {
  const { height } = bitcoin.tip()
  const txids: string[] = []
  for (let at = 0; at <= height; at++) {
    const hash = await ask<string>(bitcoin, 'getblockhash', [at])
    const { tx } = await ask<{ tx: readonly string[] }>(bitcoin, 'getblock', [hash])
    txids.push(...tx.slice(1))
  }
  return { blocks: height, txids, mempool: await ask<readonly string[]>(bitcoin, 'getrawmempool', []) }
}
