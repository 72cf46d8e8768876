import { type Flaw, flawText } from '../src/core/flaws/flaw.ts'
import type { Fault, NotProved, Report } from './report.ts'

/** What no bundle proves, however whole. */
export const alwaysUnproved: readonly NotProved[] = [
  'papers-genuine',
  'all-coins-entered',
  'consent-free',
  'nothing-later',
]

/** The report on what is no bundle: the line that says so, and nothing else. */
export function unreadable({ line, flaw }: { readonly line: number; readonly flaw: Flaw }): Report {
  const fault: Fault = { kind: 'form', name: 'line', line, flaw, message: flawText(flaw, 'en') }
  return {
    format: 'sluice/report/1',
    holds: false,
    world: 'unknown',
    zones: [],
    cases: {},
    signersIdentified: false,
    faults: [fault],
    faultsOmitted: 0,
    notices: [],
    counts: { entries: 0, replayed: 0, facts: 0, documents: 0, signatures: 0, postings: 0 },
    keys: [],
    packs: [],
    rules: [],
    logs: [],
    times: [],
    notProved: [...alwaysUnproved, 'times'],
    proved: [],
    attested: [],
    withheld: [],
    stages: [],
    money: [],
    holdings: [],
    postings: [],
    ledger: {},
    inTransit: {},
    states: {},
    roots: {},
  }
}
