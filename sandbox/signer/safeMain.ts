import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { outerTransaction, parseEvmTransaction } from '../../src/core/custody/evm/safeExecution.ts'
import type { OwnerSignature } from '../../src/core/custody/evm/safeSignatures.ts'
import { readSafeTransfer, summaryOf } from '../../src/core/custody/evm/safeTransfer.ts'
import { SluiceError } from '../../src/core/errors.ts'
import { evmKeyOf, readEvmKeyFile, signOuter, signSafeTransfer } from './signSafe.ts'

/**
 * The rehearsal custodian's signer for a Safe, a process of its own: the approved transfer on stdin, what it pays on stderr. An owner's signature comes
 * out as JSON; with `--outer` the gas account signs the outer transaction that carries the owners' signatures, and the raw transaction comes out.
 */
const help = `SANDBOX signer for a Safe

  node sandbox/signer/safeMain.ts --key FILE [--approve SAFE_TX_HASH] [--outer SIGNATURES.json] < transfer.json

Without --approve it shows the transfer and signs nothing. --outer names a file with a JSON list of owners' signatures.

Exit codes: 0 signed or shown, 1 refused, 2 bad input.

Example
  node sandbox/signer/safeMain.ts --key owner-a.json --approve 0x5d0c…9f < transfer.json > owner-a.signature.json
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      key: { type: 'string' },
      approve: { type: 'string' },
      outer: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || values.key === undefined) {
    process.stderr.write(help)
    return values.help ? 0 : 2
  }
  const unsigned = (await text(process.stdin)).trim()
  const transfer = readSafeTransfer(unsigned)
  const { safeTxHash, pays, feeMax, feeAsset } = summaryOf(transfer)
  process.stderr.write(
    `SANDBOX\nSafe transaction ${safeTxHash}\n${pays.map(({ units, asset, address }) => `pays   ${units} units of ${asset} to ${address}\n`).join('')}fee    at most ${feeMax} units of ${feeAsset}\n`,
  )
  if (values.approve === undefined) return 0
  if (values.approve !== safeTxHash) {
    process.stderr.write(`refused: this is not the transfer ${values.approve} that you approved.\n`)
    return 1
  }
  const key = evmKeyOf(readEvmKeyFile(values.key))
  if (values.outer === undefined) {
    process.stdout.write(`${JSON.stringify(signSafeTransfer({ unsigned, key }))}\n`)
    return 0
  }
  const signatures = JSON.parse(readFileSync(values.outer, 'utf8')) as readonly OwnerSignature[]
  const raw = signOuter({ unsigned: outerTransaction({ transfer, signatures }), key })
  if (parseEvmTransaction(raw).from !== transfer.outer.from) {
    process.stderr.write('refused: this key is not the approved gas account.\n')
    return 1
  }
  process.stdout.write(`${raw}\n`)
  return 0
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`refused: ${error instanceof SluiceError ? `${error.code}: ${error.message}` : 'bad input'}\n`)
  return 2
})
