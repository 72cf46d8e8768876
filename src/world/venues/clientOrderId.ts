import { SluiceError } from '../../core/errors.ts'
import { hashText } from '../../core/record/hash.ts'

/**
 * Client order id of an approved intent: the first 128 bits of its hash in hex. 32 characters, because the shortest limit known among
 * venues is 36; the same intent gives the same id, so that a venue which remembers ids cannot be made to trade it twice.
 *
 * @example clientOrderIdOf('slice 7 of plan …') // 32 hex digits
 */
export function clientOrderIdOf(intent: string): string {
  return hashText(intent).slice(0, 32)
}

/** @throws {INPUT_INVALID} */
export function checkClientOrderId(id: string): void {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
    throw new SluiceError('INPUT_INVALID', 'A client order id has 1 to 64 of A-Z a-z 0-9 _ -.', {
      facts: { found: id },
    })
  }
}
