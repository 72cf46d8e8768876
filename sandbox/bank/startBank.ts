import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { imbalances } from './book.ts'
import {
  accountIn,
  type CounterTransferParameters,
  counterTransfer,
  creditFromVenue,
  type VenueCreditParameters,
} from './counter.ts'
import { runDue } from './execute.ts'
import { addFault, type Fault, type FaultKind } from './faults.ts'
import type { BankOptions, UnsignedPaper } from './options.ts'
import { answer, type BankAnswer } from './routes.ts'
import { paperKeyOf, tokenOf } from './sign.ts'
import { type BankState, balanceOf, emptyState, type Line } from './state.ts'

const requestBytesMax = 8 * 1024 * 1024

/** The banks of a rehearsal, and what its director can do that no customer can. */
export interface SandboxBank {
  /** `http://127.0.0.1:PORT`; an institution answers under `/ID/v1/…`. */
  readonly url: string
  institutionUrl(institution: string): string
  /** What a customer shows: see `tokenOf`. */
  token(parameters: { readonly institution: string; readonly customer: string }): string
  /** Public key with which an institution signs, hex, unless `sign` was given. */
  paperKey(institution: string): string
  /** Proceeds of a platform arrive. Told twice under one reference, they are booked once. */
  creditFromVenue(parameters: VenueCreditParameters): { readonly servicerReference: string }
  /** A customer pays at the counter. */
  transfer(parameters: CounterTransferParameters): void
  /** Any other paper of an institution: an acceptance of the flow, a letter. Returns its text. */
  issue(paper: Omit<UnsignedPaper, 'issuedAt'> & { readonly issuedAt?: string }): string
  fault(fault: Fault): void
  /** How often faults of a kind have fired. */
  fired(kind: FaultKind): number
  balance(account: string): bigint
  /** Lines in the bank's own books, whatever a statement says. */
  lines(account: string): readonly Line[]
  /** By currency; any value but 0n means that money was made or lost. */
  imbalances(): ReadonlyMap<string, bigint>
  /** Runs what is due by the told clock without a request. */
  tick(): void
  stop(): Promise<void>
}

/**
 * Starts the banks of a rehearsal on loopback: they take pain.001, execute it on a told clock with itemised charges, settle foreign currency,
 * and sign statements, notifications, advices, slips and confirmations. Same seed, clock and requests: same bytes. No real money, no real bank.
 *
 * @example const bank = await startBank({ seed: 1, clock }); … await bank.stop()
 */
export async function startBank(options: BankOptions): Promise<SandboxBank> {
  const state = emptyState(options)
  const server = serve(state)
  await listen(server, options.port ?? 0)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    institutionUrl: (institution) => `${url}/${institution}`,
    token: ({ institution, customer }) => tokenOf({ seed: state.seed, institution, customer }),
    paperKey: (institution) => paperKeyOf({ seed: state.seed, party: institution }).publicKey,
    creditFromVenue: (parameters) => creditFromVenue(state, parameters),
    transfer: (parameters) => counterTransfer(state, parameters),
    issue: ({ institution, type, body, issuedAt = new Date(state.clock()).toISOString() }) =>
      state.sign({ institution, type, issuedAt, body: { ...body, mark: 'SANDBOX' } }),
    fault: (fault) => addFault(state.faults, fault),
    fired: (kind) => state.faults.fired.get(kind) ?? 0,
    balance: (account) => balanceOf(accountIn(state, account)),
    lines: (account) => accountIn(state, account).lines,
    imbalances: () => imbalances(state),
    tick: () => runDue(state),
    stop: () => stop(server),
  }
}

function serve(state: BankState): Server {
  return createServer((request, response) => {
    readBody(request)
      .then((body) => {
        const url = new URL(request.url ?? '/', 'http://127.0.0.1')
        const { authorization } = request.headers
        write(
          response,
          answer(state, {
            method: request.method ?? '',
            path: url.pathname,
            query: url.searchParams,
            body,
            authorization,
          }),
        )
      })
      .catch((error: unknown) => {
        // A bug of the sandbox: say so in the answer rather than look like a bank that is down.
        const message = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown'
        write(response, { kind: 'reply', status: 599, type: 'text/plain', body: `SANDBOX broken: ${message}` })
      })
  })
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size > requestBytesMax) throw new RangeError('SANDBOX: request too long')
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}

function write(response: ServerResponse, answered: BankAnswer): void {
  if (answered.kind === 'cut') {
    response.socket?.destroy()
    return
  }
  // No Date header: it would be the wall clock's.
  response.sendDate = false
  response.writeHead(answered.status, { 'content-type': answered.type, server: 'SANDBOX' })
  response.end(answered.body)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve())
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()))
    server.closeAllConnections()
  })
}
