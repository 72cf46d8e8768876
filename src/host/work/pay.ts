import type { Directory } from '../../core/case/directory.ts'
import { SluiceError } from '../../core/errors.ts'
import { readPain001 } from '../../core/iso20022/pain001.ts'
import { utf8ToBytes } from '../../core/record/hash.ts'
import type { Bank, PaymentSignature } from '../../world/banks/bank.ts'
import { listStreams, loadDocuments } from '../zone/streams.ts'
import type { Zone } from '../zone/zone.ts'
import type { Handler } from './outbox.ts'

/**
 * Hands a payment file, signed by the account's signatories, to the bank. The bank de-duplicates by message id, so the same file may be sent again after a
 * crash; a bank that does not is asked first, and where it cannot tell, the payment stops as unknown.
 */
export function paymentHandler(parameters: {
  readonly zone: Zone
  readonly bankFor: (bank: string) => Bank | undefined
}): Handler {
  const { zone, bankFor } = parameters
  return async (row, performed) => {
    const { account, instruction, endToEndId, signatures } = row.request as unknown as {
      account: string
      instruction: string
      endToEndId: string
      signatures: PaymentSignature[]
    }
    const [stream] = await listStreams(zone.pool, 'directory')
    const bankName = (stream?.state as Directory | undefined)?.accounts[account]?.bank ?? 'none'
    const bank = bankFor(bankName)
    if (bank === undefined)
      throw new SluiceError('BANK_UNREACHABLE', `no bank is configured as ${bankName}.`, { facts: { bank: bankName } })
    if (row.attempts > 0 && bank.idempotencyClass === 'never')
      return { outcome: 'unknown', note: 'the bank cannot be asked' }
    const text = (await loadDocuments(zone.pool, [instruction])).get(instruction)!
    const file = utf8ToBytes(text)
    const { state } = await bank.submitPayment({ file, key: readPain001(file).messageId, signatures })
    await performed()
    if (state === 'unknown') return { outcome: 'later' }
    const status = await bank.paymentStatus(endToEndId)
    if (status.state === 'returned') return { outcome: 'done', note: `returned: ${status.reason ?? 'no reason'}` }
    return status.state === 'booked' || state === 'accepted'
      ? { outcome: 'done', note: status.state }
      : { outcome: 'later' }
  }
}
