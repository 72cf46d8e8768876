import { connect, createServer, type Socket } from 'node:net'
import { type FixMessage, fixDecoder } from '../../../src/world/venues/fix/message.ts'

export interface RecordingProxy {
  readonly host: '127.0.0.1'
  readonly port: number
  /** All messages that went through, in order. */
  readonly messages: { readonly from: 'client' | 'venue'; readonly message: FixMessage }[]
  /** Cuts the line both ways; the next connection goes through again. */
  cut(): void
  stop(): Promise<void>
}

/** Stands between a FIX client and a venue and keeps what they say. */
export async function recordingProxy(target: { host: string; port: number }): Promise<RecordingProxy> {
  const messages: RecordingProxy['messages'] = []
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const venue = connect(target)
    const pipe = (from: 'client' | 'venue', source: Socket, sink: Socket) => {
      const decoder = fixDecoder()
      open.add(source)
      source.on('data', (chunk) => {
        for (const message of decoder.push(chunk.toString('latin1'))) messages.push({ from, message })
        sink.write(chunk)
      })
      source.on('error', () => source.destroy())
      source.on('close', () => {
        open.delete(source)
        sink.destroy()
      })
    }
    pipe('client', client, venue)
    pipe('venue', venue, client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  return {
    host: '127.0.0.1',
    port,
    messages,
    cut,
    stop: () =>
      new Promise((resolve) => {
        cut()
        server.close(() => resolve())
      }),
  }
}
