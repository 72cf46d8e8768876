import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { SluiceError } from '../../../core/errors.ts'
import { fixLink, type LinkOptions, type LinkState, newLink, type StepResult } from './link.ts'
import { type FixField, type FixMessage, fixDecoder } from './message.ts'
import type { FixStore } from './store.ts'

export interface FixEndpoint {
  readonly host: string
  readonly port: number
}

export interface ConnectionOptions {
  readonly entity: string
  readonly endpoint: FixEndpoint
  /** True: a loopback address in numbers, without TLS. False: TLS, and never loopback. */
  readonly sandbox: boolean
  readonly link: LinkOptions
  readonly clock: () => number
  readonly timeoutMs: number
  readonly store: FixStore
  onMessage(message: FixMessage): void
  /** Whatever was asked for and not answered now never will be. */
  onLost(): void
}

export interface FixConnection {
  /** Connects and logs on if that is not so yet. */
  ready(): Promise<void>
  send(type: string, fields: readonly FixField[]): void
  close(): Promise<void>
}

/** Refuses an endpoint that a client of this kind may not talk to. @throws {CONFIG_INVALID} */
export function pinEndpoint({
  entity,
  endpoint,
  sandbox,
}: Pick<ConnectionOptions, 'entity' | 'endpoint' | 'sandbox'>): void {
  const loopback = /^127(\.[0-9]{1,3}){3}$/.test(endpoint.host) || endpoint.host === '::1'
  const good = sandbox ? loopback : !loopback && endpoint.host !== 'localhost'
  if (good) return
  const expected = sandbox ? 'a loopback address' : 'a host of the venue'
  throw new SluiceError('CONFIG_INVALID', `${entity}: ${endpoint.host} is not ${expected}.`, {
    facts: { entity, found: endpoint.host, expected },
  })
}

/** One FIX link over one socket at a time; a lost one is opened again by the next who needs it, with the numbers going on. */
export function fixConnection(options: ConnectionOptions): FixConnection {
  pinEndpoint(options)
  const { store, clock } = options
  const state: LinkState = newLink({ nextOut: store.nextOut, nextIn: store.nextIn })
  const link = fixLink(options.link, state)
  let socket: Socket | undefined
  let opening: Promise<void> | undefined

  const apply = (step: StepResult): void => {
    // The numbers are kept before the bytes go: a number used twice would end the link for good.
    store.setNumbers({ nextOut: state.nextOut, nextIn: state.nextIn })
    for (const bytes of step.send) socket?.write(bytes, 'latin1')
    for (const message of step.deliver) options.onMessage(message)
    if (step.close !== undefined) drop()
  }

  const drop = (): void => {
    const had = socket
    socket = undefined
    opening = undefined
    state.phase = 'closed'
    if (!had) return
    had.destroy()
    options.onLost()
  }

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const decoder = fixDecoder()
      const target = { host: options.endpoint.host, port: options.endpoint.port }
      const mine = options.sandbox ? connectTcp(target) : connectTls({ ...target, servername: target.host })
      socket = mine
      const timer = setTimeout(() => mine.destroy(), options.timeoutMs)
      const heartbeat = setInterval(() => apply(link.tick(clock())), 1_000)
      heartbeat.unref()
      mine.once(options.sandbox ? 'connect' : 'secureConnect', () => apply(link.open(clock())))
      mine.on('data', (chunk) => {
        try {
          for (const message of decoder.push(chunk.toString('latin1'))) {
            if (socket !== mine) return
            const step = link.receive(message, clock())
            apply(step)
            if (step.loggedOn) {
              clearTimeout(timer)
              resolve()
            }
          }
        } catch {
          mine.destroy()
        }
      })
      mine.on('error', () => mine.destroy())
      mine.once('close', () => {
        clearTimeout(timer)
        clearInterval(heartbeat)
        if (socket === mine) drop()
        reject(
          new SluiceError('VENUE_UNREACHABLE', `${options.entity} did not open a FIX link.`, {
            facts: { venue: options.entity, outcome: 'none' },
          }),
        )
      })
    })

  return {
    ready: () => {
      opening ??= open().catch((error: unknown) => {
        opening = undefined
        throw error
      })
      return opening
    },
    send: (type, fields) => {
      const bytes = link.application(type, fields, clock())
      apply({ send: [bytes], deliver: [], loggedOn: false })
    },
    close: () =>
      new Promise((resolve) => {
        const mine = socket
        if (!mine) return resolve()
        mine.once('close', () => resolve())
        if (state.phase !== 'active') mine.destroy()
        else apply({ send: [link.logout(clock())], deliver: [], loggedOn: false })
        // Their Logout ends the line; if none comes, ours does.
        setTimeout(() => mine.destroy(), options.timeoutMs).unref()
      }),
  }
}
