import { createServer, type Socket } from 'node:net'
import { assert } from '../../src/core/errors.ts'
import { fixLink, type LinkState, newLink, type StepResult } from '../../src/world/venues/fix/link.ts'
import { type FixField, type FixMessage, fixDecoder, fixTime } from '../../src/world/venues/fix/message.ts'
import type { Exchange } from './createExchange.ts'
import { fixGateway, Unanswered } from './fixGateway.ts'

export interface FixAcceptorOptions {
  readonly exchange: Exchange
  readonly account: string
  readonly clock: () => number
  /** Of the customer. The venue's own is the entity's id. */
  readonly customerCompId: string
  readonly password: string
  readonly heartbeatSec?: number
  readonly port?: number
}

export interface FixAcceptor {
  readonly host: '127.0.0.1'
  readonly port: number
  stop(): Promise<void>
}

/**
 * A FIX 4.4 order gateway in front of a sandbox exchange, for one customer: what comes by FIX goes through the same handlers, books and
 * faults as what comes by REST. Numbers and reports outlive a connection, not the process.
 */
export function startFixAcceptor(options: FixAcceptorOptions): Promise<FixAcceptor> {
  return startFixServer({ ...options, compId: options.exchange.entity, gateway: fixGateway(options) })
}

type Send = (type: string, fields: readonly FixField[]) => void

/** What answers the messages of a customer: an exchange's order gateway, or a desk. */
export interface FixGateway {
  /** Tells what was not told while the customer was away. */
  flush(send: Send): void
  take(message: FixMessage, send: Send): void
}

export interface FixServerOptions extends Omit<FixAcceptorOptions, 'exchange' | 'account'> {
  readonly compId: string
  readonly gateway: FixGateway
}

/** A FIX 4.4 acceptor for one customer, over any gateway. */
export async function startFixServer(options: FixServerOptions): Promise<FixAcceptor> {
  const state: LinkState = newLink()
  const { gateway } = options
  let current: Socket | undefined
  const server = createServer((socket) => {
    // One connection at a time: a new one takes the place of one that was lost unseen.
    current?.destroy()
    current = socket
    serve(socket)
  })

  const serve = (socket: Socket): void => {
    const link = fixLink(
      {
        role: 'acceptor',
        senderCompId: options.compId,
        targetCompId: options.customerCompId,
        heartbeatSec: options.heartbeatSec ?? 30,
        resend: 'all',
        logonFields: [[554, options.password]],
      },
      state,
    )
    const decoder = fixDecoder()
    const write = (bytes: string) => void (socket.destroyed || socket.write(bytes, 'latin1'))
    const send = (type: string, fields: readonly FixField[]) =>
      write(
        link.application(type, type === 'j' ? fields : [...fields, [60, fixTime(options.clock())]], options.clock()),
      )
    const apply = (step: StepResult): void => {
      for (const bytes of step.send) write(bytes)
      if (step.loggedOn) gateway.flush(send)
      for (const message of step.deliver) gateway.take(message, send)
      if (step.close !== undefined) socket.end()
    }
    const heartbeat = setInterval(() => apply(link.tick(options.clock())), 1_000)
    heartbeat.unref()
    apply(link.open(options.clock()))
    socket.on('data', (chunk) => {
      try {
        for (const message of decoder.push(chunk.toString('latin1'))) {
          if (!socket.destroyed) apply(link.receive(message, options.clock()))
        }
      } catch (error) {
        // A scripted fault cuts the line without a word; so does a stream that has lost its frame.
        if (!(error instanceof Unanswered) || error.how === 'cut') socket.destroy()
      }
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => clearInterval(heartbeat))
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })
  const bound = server.address()
  assert(typeof bound === 'object' && bound !== null, 'the acceptor is bound to a port')
  return {
    host: '127.0.0.1',
    port: bound.port,
    stop: () =>
      new Promise((resolve) => {
        current?.destroy()
        server.close(() => resolve())
      }),
  }
}
