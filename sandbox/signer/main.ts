import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { SluiceError } from '../../src/core/errors.ts'
import { readKeyFile } from './readKeyFile.ts'
import { isSandboxHrp, showPayment } from './showPayment.ts'
import { signPsbt } from './signPsbt.ts'

/**
 * The rehearsal custodian's signer, a process of its own: PSBT on stdin, what it pays on stderr, the signed PSBT on stdout.
 * It signs only the transaction that the custodian names, so that a PSBT swapped on the way is not signed.
 */
const help = `SANDBOX signer

  node sandbox/signer/main.ts --key FILE [--descriptor TEXT] [--hrp rb|bcrt] [--approve TXID] < unsigned.psbt > signed.psbt

Without --approve it shows the payment and signs nothing. With --descriptor (the custodian's own copy, with checksum)
it refuses coins that are not of that custody and tells change from payments.

Exit codes: 0 signed or shown, 1 refused, 2 bad input.

Example
  node sandbox/signer/main.ts --key psb.json --approve 5d0c…9f < tranche-1.psbt > tranche-1.psb.psbt
`

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      key: { type: 'string' },
      descriptor: { type: 'string' },
      hrp: { type: 'string', default: 'rb' },
      approve: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help || values.key === undefined || !isSandboxHrp(values.hrp)) {
    process.stderr.write(help)
    return values.help ? 0 : 2
  }
  const psbt = (await text(process.stdin)).trim()
  const shown = showPayment({
    psbt,
    hrp: values.hrp,
    ...(values.descriptor !== undefined && { descriptor: values.descriptor }),
  })
  process.stderr.write(shown.text)
  if (values.approve === undefined) return 0
  if (values.approve !== shown.txid) {
    process.stderr.write(`refused: this is not the transaction ${values.approve} that you approved.\n`)
    return 1
  }
  const { xprv } = readKeyFile(values.key)
  process.stdout.write(`${signPsbt({ psbt, xprv }).psbt}\n`)
  return 0
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(
    `refused: ${error instanceof SluiceError ? `${error.code}: ${error.message}` : 'bad arguments'}\n`,
  )
  return error instanceof SluiceError && error.code === 'SIGNATURE_INVALID' ? 1 : 2
})
