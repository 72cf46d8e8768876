import type { Directory } from '../case/directory.ts'
import { type AnyKind, verdict } from '../case/kind.ts'
import { closed, id, list, note, type Of, publicKey } from '../case/shapes.ts'
import { directoryKind } from './administered.ts'

const changedShape = closed({ administrators: list(closed({ person: id, key: publicKey }), 9), reason: note })
type Changed = Of<typeof changedShape>

/** Who administers the zone from here on: two of those who did so far say it. A lost key of one of three is so replaced; of two it cannot be. */
export const administratorsChanged: AnyKind = directoryKind<Changed>({
  name: 'administrators.changed',
  payload: changedShape,
  facts: {
    administratorsApart: ({ payload, directory }) => {
      const { administrators: next } = payload
      const [keys, people] = [next.map(({ key }) => key), next.map(({ person }) => person)]
      const apart = new Set(keys).size === keys.length && new Set(people).size === people.length
      const known = Object.keys(directory().keys)
      const free = keys.every((key) => !known.includes(key))
      const fresh = keys.every((key) => directory().formerAdministrators?.[key] === undefined)
      return verdict(
        next.length >= 2 && apart && free && fresh,
        `${next.length} administrators`,
        'two at least, each with a key of their own that nobody else has or had',
      )
    },
  },
  apply: (state, { payload, effectiveAt }) => {
    const next = Object.fromEntries(payload.administrators.map(({ person, key }) => [person, key]))
    return { ...state, administrators: next, formerAdministrators: formerOf(state, Object.values(next), effectiveAt) }
  },
})

function formerOf(
  state: Directory,
  next: readonly string[],
  until: string,
): NonNullable<Directory['formerAdministrators']> {
  const gone = Object.entries(state.administrators).filter(([, key]) => !next.includes(key))
  return { ...state.formerAdministrators, ...Object.fromEntries(gone.map(([person, key]) => [key, { person, until }])) }
}
