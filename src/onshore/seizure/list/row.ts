import type { Field } from './columns.ts'
import type { Fault, Flaw } from './fault.ts'

/** One value of a list with its place. */
export interface Cell {
  readonly text: string
  readonly line: number
  /** The heading or key as the file has it. */
  readonly column: string
}

/** One line of a list, read but not judged. An empty value is no cell. */
export interface Row {
  readonly line: number
  readonly cells: Readonly<Partial<Record<Field, Cell>>>
}

/** What a reader makes of a file. */
export interface Table {
  readonly rows: readonly Row[]
  readonly faults: readonly Fault[]
}

/** Puts a flaw at a place. */
export function at(
  file: string,
  place: { readonly line: number; readonly column: string },
  { code, values }: Flaw,
): Fault {
  return { code, file, line: place.line, column: place.column, values }
}

/** Whether a value says "none": nothing, or the dash that lists put for it. */
export function isNone(text: string): boolean {
  return /^\s*(?:-{1,2}|—{1,2})?\s*$/.test(text)
}
