/**
 * Goes through the export of a case in a process of its own, whose memory a test can limit: `node exportInChild.ts DATABASE_URL STREAM [hold]`. Says how
 * many bytes came. With `hold` it keeps them, as an export did once.
 */
import { exportLines } from '../../src/host/bundle/exportLines.ts'
import { beginSnapshot, inTransaction } from '../../src/host/log/queryable.ts'
import { connectStore } from '../../src/host/store/connect.ts'

const [url = '', stream = '', hold] = process.argv.slice(2)
const store = connectStore({ url })
const held: string[] = []
let bytes = 0
await inTransaction(
  store.pool,
  async (client) => {
    for await (const line of exportLines({ config: { id: 'sandbox-onshore', kind: 'onshore' }, client }, stream)) {
      bytes += Buffer.byteLength(line)
      if (hold === 'hold') held.push(line)
    }
  },
  beginSnapshot,
)
await store.close()
process.stdout.write(`${bytes}\n`)
