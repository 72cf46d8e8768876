import { SluiceError } from '../../src/core/errors.ts'
import { type FxSettlement, settleFx } from '../../src/core/money/fxSettlement.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { type Paper, readPaper } from '../../src/core/record/paper.ts'
import type { SettlementSlipBody } from '../../src/world/banks/bank.ts'
import { book } from './book.ts'
import { BankRefusal } from './refusal.ts'
import { type Account, type BankState, dayOf, institutionOf, nextReference, type Remittance } from './state.ts'

export interface SettleParameters {
  readonly institution: string
  readonly customer: string
  readonly key: string
  readonly account: string
  readonly endToEndId: string
  /** Text of SAFE's approval; none where no authority approves foreign exchange. */
  readonly approval?: string
}

interface Approval {
  readonly number: string
  readonly currency: string
  readonly ceilingMinor: bigint
  readonly payeeAccount: string
  readonly from: string
  readonly until: string
}

/**
 * The FX desk: settles a remittance into the account's own currency at the rate of the moment and returns the signed slip; on the mainland under SAFE's
 * approval.
 *
 * @throws {BankRefusal} `FX01` when the approval does not cover it, `FX02` when there is nothing to settle, `DUPL` for a reused key
 */
export function settle(state: BankState, parameters: SettleParameters): string {
  const { key, endToEndId, institution, customer } = parameters
  const account = state.accounts.get(parameters.account)
  if (!account || account.institution !== institution)
    throw new BankRefusal(404, 'AC01', `no account ${parameters.account} here`)
  const maySettle =
    account.owner === customer || account.drawnBy.includes(customer) || account.readBy?.includes(customer)
  if (!maySettle) throw new BankRefusal(403, 'AG01', `${customer} may not settle for ${account.number}`)
  const known = state.remittances.find(({ settlement }) => settlement?.key === key)
  if (known) {
    if (known.endToEndId === endToEndId && known.account === account.number) return known.settlement!.slip
    throw new BankRefusal(409, 'DUPL', `key ${key} settled another remittance`)
  }
  const remittance = state.remittances.find((one) => one.account === account.number && one.endToEndId === endToEndId)
  if (!remittance) throw new BankRefusal(404, 'FX02', `no remittance ${endToEndId} waits on ${account.number}`)
  if (remittance.settlement) throw new BankRefusal(409, 'FX02', `${endToEndId} was settled before`)
  const free = institutionOf(state, institution).place === 'germany'
  const approval = free ? undefined : readApproval(parameters.approval ?? '')
  if (approval !== undefined) checkCovered(state, remittance, approval)
  const slip = convert(state, { account, remittance, key, approval })
  remittance.settlement = { key, approval: approval?.number ?? 'none', slip }
  return slip
}

function readApproval(text: string): Approval {
  let paper: Paper
  try {
    paper = readPaper(text)
  } catch (error) {
    throw new BankRefusal(422, 'FX01', `not an approval: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
  const { number, currency, ceiling, payeeAccount, from, until } = paper.body as { readonly [key: string]: unknown }
  const texts = [number, currency, ceiling, payeeAccount, from, until]
  if (
    paper.type !== 'safe-approval' ||
    !texts.every((one) => typeof one === 'string') ||
    !/^[0-9]{1,18}$/.test(String(ceiling))
  ) {
    throw new BankRefusal(
      422,
      'FX01',
      `a paper ${paper.type} is no approval with number, currency, ceiling, payee and days`,
    )
  }
  return {
    number: String(number),
    currency: String(currency),
    ceilingMinor: BigInt(String(ceiling)),
    payeeAccount: String(payeeAccount),
    from: String(from),
    until: String(until),
  }
}

function checkCovered(state: BankState, remittance: Remittance, approval: Approval): void {
  const used = state.remittances
    .filter(({ settlement }) => settlement?.approval === approval.number)
    .reduce((all, { remittedMinor }) => all + remittedMinor, 0n)
  const total = used + remittance.remittedMinor
  const faults = [
    approval.currency === remittance.currency
      ? undefined
      : `it is for ${approval.currency}, not ${remittance.currency}`,
    approval.payeeAccount === remittance.account
      ? undefined
      : `its payee is ${approval.payeeAccount}, not ${remittance.account}`,
    total <= approval.ceilingMinor ? undefined : `${total} remitted exceeds its ceiling ${approval.ceilingMinor}`,
    approval.from <= remittance.valueDate && remittance.valueDate <= approval.until
      ? undefined
      : `${remittance.valueDate} is outside ${approval.from} to ${approval.until}`,
  ].filter((fault) => fault !== undefined)
  if (faults.length > 0)
    throw new BankRefusal(422, 'FX01', `approval ${approval.number} does not cover it: ${faults.join('; ')}`)
}

interface ConvertParameters {
  readonly account: Account
  readonly remittance: Remittance
  readonly key: string
  readonly approval: Approval | undefined
}

function convert(state: BankState, { account, remittance, key, approval }: ConvertParameters): string {
  const { currency, receivedMinor, endToEndId } = remittance
  const atMs = state.clock()
  const into = account.currency
  const rate = state.rate({ currency, into, atMs })
  const feeFen = approval === undefined ? 0n : state.charges.settlementFen
  const result = settled({ currency, amountMinor: receivedMinor, rate, feeFen })
  const number = nextReference(state)
  const exchange = {
    source: currency,
    target: into,
    unit: currency,
    rate,
    contractId: number,
    quotedAt: new Date(atMs).toISOString(),
  }
  const sold = { currency, minor: receivedMinor }
  const gross = { currency: into, minor: result.grossFen }
  book(state, {
    account: state.accounts.get(`${account.number}-${currency}`)!,
    direction: 'DBIT',
    minor: receivedMinor,
    against: 'fx',
    family: 'FXDV',
    subFamily: 'OTHR',
    transaction: {
      references: { endToEndId: key, transactionId: endToEndId },
      transactionAmount: sold,
      counterValue: gross,
      exchange,
      charges: [],
      remittance: [`settlement ${number}`],
    },
  })
  const fee = {
    amount: { currency: into, minor: result.feeFen },
    direction: 'DBIT',
    included: true,
    type: { code: 'COMM' },
  } as const
  book(state, {
    account,
    direction: 'CRDT',
    minor: result.netFen,
    against: 'fx',
    family: 'FXDV',
    subFamily: 'OTHR',
    charges: result.feeFen === 0n ? [] : [fee],
    transaction: {
      references: { endToEndId: key, transactionId: endToEndId },
      instructed: sold,
      transactionAmount: gross,
      exchange,
      charges: [],
      remittance: [`settlement ${number}${approval === undefined ? '' : `, approval ${approval.number}`}`],
    },
  })
  const body: SettlementSlipBody = {
    mark: 'SANDBOX',
    number,
    account: account.number,
    endToEndId,
    creditEndToEndId: key,
    currency,
    received: receivedMinor.toString(),
    rate,
    rounding: 'half-up',
    rmbGross: result.grossFen.toString(),
    bankFee: result.feeFen.toString(),
    rmb: result.netFen.toString(),
    bopNumber: approval === undefined ? `AWV-${number}` : bopNumberOf(state, remittance),
    approvalNumber: approval?.number ?? 'none',
    valueDate: dayOf(atMs),
  }
  return state.sign({
    institution: account.institution,
    type: 'settlement-slip',
    issuedAt: new Date(atMs).toISOString(),
    body,
  })
}

function settled(parameters: Parameters<typeof settleFx>[0]): FxSettlement {
  try {
    return settleFx(parameters)
  } catch (error) {
    if (error instanceof SluiceError) throw new BankRefusal(422, 'FX02', error.message)
    throw error
  }
}

/** Number of the balance-of-payments declaration: 22 digits, as declarations have, beginning with 000000 for the rehearsal. */
function bopNumberOf(state: BankState, { endToEndId, account }: Remittance): string {
  const digits = BigInt(`0x${hashText(`${state.seed}|bop|${account}|${endToEndId}`).slice(0, 12)}`) % 10n ** 16n
  return `000000${digits.toString().padStart(16, '0')}`
}
