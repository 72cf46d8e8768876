import {
  address,
  asset,
  closed,
  count,
  date,
  documentHash,
  hex32,
  lineSet,
  list,
  note,
  type Of,
  optional,
  positiveUnits,
  rate,
  time,
  units,
} from '../../core/case/shapes.ts'

/** A holding as it is listed on the spot. */
export const listedRow = closed({
  line: count,
  asset,
  address,
  units: positiveUnits,
  /** Absent: the whole balance of the address. */
  txid: optional(hex32),
  index: optional(count),
  acquiredAt: optional(time),
  valuation: optional(closed({ amount: rate, currency: note, date, source: note })),
  note: optional(note),
})
export type ListedRow = Of<typeof listedRow>

/** A holding as it came to an agency address. Several may share one output: their units are then its amount. */
export const movedRow = closed({
  line: count,
  address,
  units: positiveUnits,
  txid: hex32,
  index: count,
  /** Raw transaction, Merkle branch and headers, as one document. */
  proof: documentHash,
})
export type MovedRow = Of<typeof movedRow>

/** A holding as it was counted. */
export const countedRow = closed({ line: count, units: positiveUnits })
export type CountedRow = Of<typeof countedRow>

/** By how much less than listed was counted, and why. */
export const differenceRow = closed({ line: count, units, reason: note })
export type DifferenceRow = Of<typeof differenceRow>

/** Lines that stand in a document: which, how many, and what they come to for each asset. Rules hold it to the document. */
export const tableShape = closed({
  document: documentHash,
  lines: lineSet,
  totals: list(closed({ asset, lines: count, units: positiveUnits }), 40),
})
export type LineTable = Of<typeof tableShape>

/** So many lines may stand in an entry itself. */
export const linesInEntryMax = 200

/** With more than these, listed, moved, counted and in lots, a state would reach its size: whoever writes a list takes a table from here on. */
export const linesInStateMax = 80
