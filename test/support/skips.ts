/** A test may be skipped only by name, with a reason, in test/skips.json. */

export type Skips = Readonly<Record<string, string>>

/** The reason that the list gives for a test, by its full name `path > describe > test`; `*` in a pattern stands for anything. */
export function reasonFor(name: string, skips: Skips): string | undefined {
  const found = Object.keys(skips).find((pattern) => matches(name, pattern))
  return found === undefined ? undefined : skips[found]
}

function matches(name: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}

/** What a test run came to; written by the reporter, read by scripts/test.mjs. */
export interface Report {
  readonly passed: number
  readonly failed: number
  /** Skipped and named: `name — reason`. */
  readonly skipped: readonly string[]
  /** Skipped and not named: each counts as failed. */
  readonly unnamed: readonly string[]
  /** False while the run goes on, and for ever when it is killed. */
  readonly complete: boolean
}

export interface CountParameters {
  readonly tests: readonly { readonly name: string; readonly state: 'passed' | 'failed' | 'skipped' | 'pending' }[]
  /** Files that did not load, hooks that failed, errors outside any test. */
  readonly otherFailures: number
  readonly skips: Skips
  /** A name filter (-t) leaves tests out on purpose; these are not skips. */
  readonly filtered: boolean
  readonly complete: boolean
}

/** Counts a run. A test that never ended counts as failed in a complete run. */
export function count({ tests, otherFailures, skips, filtered, complete }: CountParameters): Report {
  const of = (state: string) => tests.filter((test) => test.state === state)
  const left = filtered ? [] : of('skipped').map(({ name }) => name)
  const unnamed = left.filter((name) => reasonFor(name, skips) === undefined)
  const named = left.filter((name) => reasonFor(name, skips) !== undefined)
  const unended = complete ? of('pending').length : 0
  return {
    passed: of('passed').length,
    failed: of('failed').length + otherFailures + unnamed.length + unended,
    skipped: named.map((name) => `${name} — ${reasonFor(name, skips)}`),
    unnamed,
    complete,
  }
}
