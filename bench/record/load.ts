/**
 * The load of the HTTP measure, a process of its own: as many connections as told, each sends the next leaf when its last one was
 * answered. Speaks just enough HTTP to cost little beside what it measures.
 */
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'

export interface LoadResult {
  readonly seconds: number
  /** Of processor, of this process. */
  readonly processorSeconds: number
  /** One per reply. */
  readonly latenciesMs: number[]
  readonly indexes: number[]
  /** The leaf of every hundredth reply with its index, hex. */
  readonly samples: { readonly index: number; readonly leaf: string }[]
}

const [port, connections, seconds] = process.argv.slice(2).map(Number) as [number, number, number]
const latenciesMs: number[] = []
const indexes: number[] = []
const samples: { index: number; leaf: string }[] = []
const head = Buffer.from(
  'POST /append HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\nContent-Length: 64\r\n\r\n',
)
const salt = randomBytes(8)
let count = 0
const start = performance.now()
const end = start + seconds * 1000

await Promise.all(Array.from({ length: connections }, drive))
const { user, system } = process.cpuUsage()
const result: LoadResult = {
  seconds: (performance.now() - start) / 1000,
  processorSeconds: (user + system) / 1e6,
  latenciesMs,
  indexes,
  samples,
}
process.stdout.write(JSON.stringify(result))

function drive(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    let sent = 0
    let body = Buffer.alloc(0)
    let received = ''
    const send = (): void => {
      const id = createHash('sha256').update(salt).update(String(count++)).digest()
      body = Buffer.concat([id, createHash('sha256').update(id).digest()])
      sent = performance.now()
      socket.write(Buffer.concat([head, body]))
    }
    socket.on('error', reject)
    socket.on('connect', send)
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      const reply = /^HTTP\/1\.1 (\d+).*?\r\ncontent-length: (\d+).*?\r\n\r\n(.*)$/is.exec(received)
      if (reply === null || reply[3]!.length < Number(reply[2])) return
      if (reply[1] !== '200') return reject(new Error(received))
      received = ''
      latenciesMs.push(performance.now() - sent)
      indexes.push(Number(reply[3]))
      if (indexes.length % 100 === 0) samples.push({ index: Number(reply[3]), leaf: body.subarray(32).toString('hex') })
      if (performance.now() < end) return send()
      socket.end(() => resolve())
    })
  })
}
