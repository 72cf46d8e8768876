import { personKey, personOf } from '../../sandbox/rehearsal/cast.ts'
import { screen } from '../../sandbox/rehearsal/screen.ts'
import { file } from '../../sandbox/rehearsal/stage.ts'
import type { Doing } from '../../sandbox/rehearsal/zoneClient.ts'
import { signAction } from '../../src/core/case/action.ts'
import type { CaseState } from '../../src/core/case/state.ts'
import { readClaims } from '../../src/core/claims/claimFile.ts'
import { sumOf } from '../../src/core/claims/exactShares.ts'
import { endToEndId } from '../../src/core/claims/payoutOrder.ts'
import { writeCamt053 } from '../../src/core/iso20022/camt053.ts'
import { writePain001 } from '../../src/core/iso20022/pain001.ts'
import type { Json } from '../../src/core/record/jcs.ts'
import { openBareCase } from '../simulation/openBareCase.ts'
import { type Simulation, simulate } from '../simulation/simulate.ts'

export const btc = 'bip122:0f9188f13cb7b2c71f2a335e3a4fc328/slip44:0'
export const caseAccount = 'SBX-CN-CASE'

export interface ArrangedLot {
  readonly lot: string
  readonly outcome: string
  /** Credited for it, fen; absent: nothing was sold. */
  readonly credited?: string
  /** What it was classified for. */
  readonly purpose?: string
  readonly stage?: string
}

export interface ArrangedJudgment {
  readonly returnsTo?: readonly string[]
}

const unitsOfLot = '100000000'

/**
 * A case that was really opened, with lots put where a sale would have left them: the way there is walked by other suites. From here on everything is a real
 * action through the machine, with its rules, postings and books.
 */
export async function arrange(
  lots: readonly ArrangedLot[],
  judgment: ArrangedJudgment = {},
): Promise<Simulation & { readonly judgment: string }> {
  const sim = await simulate({ startsAt: '2026-06-20T01:00:00.000Z' })
  await openBareCase(sim)
  const sha = await file(sim, sim.onshore, 'court', 'judgment', {
    court: 'court',
    number: 'SANDBOX-刑初-1',
    effectiveOn: '2026-06-01',
    appealClosed: true,
    ...(judgment.returnsTo === undefined ? {} : { returnsTo: [...judgment.returnsTo] }),
    lines: lots.map(({ outcome }, i) => ({ lines: [i + 1], asset: btc, units: unitsOfLot, outcome })),
  })
  change(sim, (state) => arranged(state, lots, sha))
  return Object.assign(sim, { judgment: sha })
}

function arranged(state: CaseState, lots: readonly ArrangedLot[], judgment: string): CaseState {
  const sold = lots.filter(({ credited }) => credited !== undefined)
  const total = sold.reduce((sum, { credited }) => sum + BigInt(credited!), 0n)
  const kept = BigInt(unitsOfLot) * BigInt(lots.length - sold.length)
  const stages = Object.fromEntries([
    ['case', 'inventoried'],
    ...lots.map(({ lot, stage, credited }) => [`lot ${lot}`, stage ?? (credited === undefined ? 'judged' : 'tested')]),
    ...sold.map(({ lot }) => [`tranche ${lot}/1`, 'credited']),
  ])
  const slices: Record<string, unknown> = {
    ...state.slices,
    custody: {
      wallets: [],
      held: lots.map((_, i) => ({
        line: i + 1,
        asset: btc,
        units: unitsOfLot,
        address: 'bcrt1q',
        txid: '0'.repeat(64),
        index: i,
      })),
      lots: Object.fromEntries(
        lots.map(({ lot, purpose }, i) => [
          lot,
          { lines: [i + 1], asset: btc, units: unitsOfLot, outcome: purpose ?? 'sell' },
        ]),
      ),
    },
    basis: Object.fromEntries(
      lots.filter(({ outcome }) => outcome !== 'none').map(({ lot, outcome }) => [lot, { outcome, judgment }]),
    ),
    credit: {
      approvals: {},
      settled: {},
      credited: Object.fromEntries(sold.map(({ lot, credited }) => [`${lot}/1`, credited!])),
    },
  }
  return {
    ...state,
    stages,
    slices: slices as Readonly<Record<string, Json>>,
    balances: {
      ...(total === 0n ? {} : { 'assets:case-account CNY': `${total}`, 'equity:fx CNY': `-${total}` }),
      ...(kept === 0n ? {} : { [`assets:custody ${btc}`]: `${kept}`, [`equity:seized ${btc}`]: `-${kept}` }),
    },
    documents: { ...state.documents, [judgment]: 'basis.judged' },
  }
}

export function change(sim: Simulation, how: (state: CaseState) => CaseState): void {
  const { onshore } = sim.zones
  const id = sim.onshore.caseId
  const stream = onshore.streams.get(id)!
  onshore.streams.set(id, { ...stream, state: how(stream.state as CaseState) })
}

/** Acts on a child stream of the case: the first time it begins there. Answers the stream, or throws the rules that refuse. */
export function actOnClaims(sim: Simulation, stream: string | undefined, doing: Doing): string {
  const { org, roles } = personOf(doing.by)
  const action = signAction(
    {
      id: `${doing.by}:claims:${sim.zones.onshore.entries.size}:${doing.kind}`,
      zone: 'sandbox-onshore',
      stream: stream ?? sim.onshore.caseId,
      kind: doing.kind,
      actor: { org, person: doing.by, role: roles[0]! },
      payload: doing.payload as { [key: string]: Json },
      documents: doing.documents ?? [],
    },
    personKey(sim.seed, doing.by).secretKey,
  )
  const place = stream === undefined ? { parent: sim.onshore.caseId } : { stream }
  const result = sim.zones.onshore.act(action, place)
  if (result.outcome === 'refused') {
    const { unmet, message } = result.refusal
    throw new TypeError(unmet.length > 0 ? unmet.map(({ rule }) => rule).join(', ') : message)
  }
  return result.stream
}

const salt = (i: number) => i.toString(16).padStart(32, '0')

/** Rows `number class rank owed repaid [account]`, salted. */
export function claimFile(rows: readonly string[]): string {
  const lines = rows.map((row, i) => {
    const [number, of, rank, owed, repaid, account = ''] = row.split(' ')
    return `${number},${of},${rank},${owed},${repaid},${account},${salt(i + 1)}\n`
  })
  return `sluice/claims/1\n${lines.join('')}`
}

/** Registers claims and has the case count them. Answers the claims stream. */
export async function register(sim: Simulation, rows: readonly string[], noticedOn?: string): Promise<string> {
  const claims = actOnClaims(sim, undefined, {
    by: 'p-zhang',
    kind: 'claims.opened',
    payload: { notice: 'SANDBOX notice' },
  })
  addFile(sim, claims, { text: claimFile(rows), purpose: 'registered' })
  await countClaims(sim, claims, noticedOn)
  return claims
}

export interface AddedFile {
  readonly text: string
  readonly purpose: 'registered' | 'amended'
  readonly totals?: { readonly count: number; readonly owed: string; readonly repaid: string }
  readonly reason?: string
}

export function addFile(sim: Simulation, claims: string, { text, purpose, totals, reason }: AddedFile): void {
  const file = sim.zones.onshore.document(text)
  const table = readClaims(text)
  const { count, owed, repaid } = totals ?? {
    count: table.count,
    owed: String(sumOf(table.owed)),
    repaid: String(sumOf(table.repaid)),
  }
  actOnClaims(sim, claims, {
    by: 'p-zhang',
    kind: 'claims.registered',
    payload: { purpose, file, inFile: table.count, count, owed, repaid, ...(reason === undefined ? {} : { reason }) },
    documents: [file, ...(reason === undefined ? [] : [reason])],
  })
}

export async function countClaims(sim: Simulation, claims: string, noticedOn?: string): Promise<void> {
  const { files, count, owed } = sim.zones.onshore.streams.get(claims)!.state as {
    files: readonly unknown[]
    count: number
    owed: string
  }
  await sim.onshore.act({
    by: 'p-zhang',
    kind: 'claims.counted',
    payload: { claims, files: files.length, count, owed, ...(noticedOn === undefined ? {} : { noticedOn }) },
  })
}

export interface Line {
  readonly reference: string
  readonly credit?: boolean
  readonly fen: bigint
}

/** A statement of the case account with these booked lines, signed by the bank. */
export function statement(sim: Simulation, lines: readonly Line[]): Promise<string> {
  const now = sim.clock.now()
  const day = now.slice(0, 10)
  const money = (minor: bigint) => ({ currency: 'CNY' as const, minor })
  const sum = lines.reduce((all, { credit, fen }) => all + (credit === true ? fen : -fen), 0n)
  const opening = 10_000_000_000n
  const xml = writeCamt053({
    messageId: 'STMT-1',
    createdAt: now,
    statements: [
      {
        id: 'STMT-1',
        account: { scheme: 'other', id: caseAccount, currency: 'CNY' },
        balances: [
          { type: 'OPBD', amount: money(opening), direction: 'CRDT', date: day },
          { type: 'CLBD', amount: money(opening + sum), direction: 'CRDT', date: day },
        ],
        entries: lines.map(({ reference, credit = false, fen }) => ({
          reference,
          amount: money(fen),
          direction: credit ? ('CRDT' as const) : ('DBIT' as const),
          reversal: false,
          status: 'BOOK',
          bookingDate: day,
          valueDate: day,
          code: { iso: { domain: 'PMNT', family: 'ICDT', subFamily: 'DMCT' } },
          charges: [],
          transactions: [],
        })),
      },
    ],
  })
  return file(sim, sim.onshore, 'bank-cn', 'camt.053', { xml: new TextDecoder().decode(xml) })
}

/** Everybody whom payment files of the case account may name is screened, and the directory's own who get money. */
export async function screenPayees(sim: Simulation, numbers: readonly string[]): Promise<void> {
  const names = numbers.map((number) => `SANDBOX ${number}`)
  await screen(sim, 'onshore', { purpose: 'payout', about: 'psb', lot: 'A', addresses: [], names })
}

/** A payment file of the case account: number, fen, account. */
export function instruction(
  sim: Simulation,
  order: string,
  pays: readonly (readonly [string, bigint, string])[],
): string {
  const bytes = writePain001({
    messageId: order,
    createdAt: sim.clock.now(),
    initiatingParty: { name: 'SANDBOX psb' },
    instructions: [
      {
        paymentInformationId: order,
        batchBooking: true,
        executionDate: sim.clock.now().slice(0, 10),
        debtor: { name: 'SANDBOX psb' },
        debtorAccount: { scheme: 'other', id: caseAccount },
        debtorAgent: { bic: 'SBXXCNBJ' },
        transfers: pays.map(([number, minor, account]) => ({
          endToEndId: endToEndId(order, number),
          amount: { currency: 'CNY', minor },
          creditor: { name: `SANDBOX ${number}` },
          creditorAccount: { scheme: 'other', id: account },
          remittance: [],
        })),
      },
    ],
  })
  return sim.zones.onshore.document(new TextDecoder().decode(bytes))
}
