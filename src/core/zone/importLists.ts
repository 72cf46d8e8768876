import { type AnyKind, defineKind, verdict } from '../case/kind.ts'
import { listKept, type Registers } from '../case/registers.ts'
import { closed, count, date, documentHash, id, note, type Of, oneOf, optional, text } from '../case/shapes.ts'
import { readListSnapshot } from '../rules/listSnapshot.ts'
import { listChanges } from '../rules/screenSubjects.ts'
import { twoOf } from './twoOf.ts'

const shape = closed({
  list: id,
  title: text,
  issuer: text,
  binds: oneOf(['onshore', 'offshore', 'both']),
  force: oneOf(['binding-onshore', 'binding-hong-kong', 'information']),
  /** The list as it came, and the snapshot that it takes the place of. */
  snapshot: documentHash,
  previous: optional(documentHash),
  publishedOn: date,
  /** Day on which somebody looked whether this is still the list. */
  checkedOn: date,
  source: note,
  subjects: count,
  begun: count,
  gone: count,
})

/** A snapshot of a list is taken in, or found to be the list still: the two who sign have seen what begins and what is gone. */
export const listImported: AnyKind = defineKind<Of<typeof shape>, Registers>({
  name: 'list.imported',
  stream: 'registers',
  zones: ['onshore', 'offshore'],
  payload: shape,
  facts: {
    administrators: ({ directory, signers }) => twoOf(Object.values(directory().administrators), signers),
    documentHeld: ({ payload, documents }) =>
      documents.includes(payload.snapshot) && (payload.previous === undefined || documents.includes(payload.previous)),
    listFits: ({ payload, state, document, zone, effectiveAt }) => {
      const kept = listKept(stateOf(state), payload.list, effectiveAt)
      const { list, publishedOn, world } = readListSnapshot(document(payload.snapshot))
      const { force, binds, checkedOn } = payload
      const faults = [
        ...(list !== undefined && list !== payload.list ? [`the snapshot is of ${list}`] : []),
        ...(publishedOn !== undefined && publishedOn !== payload.publishedOn ? [`published on ${publishedOn}`] : []),
        ...(world !== undefined && world !== zone.world ? [`a list of the ${world} world`] : []),
        ...(force !== forceWhere[binds] && force !== 'information' ? [`${force} cannot bind ${binds}`] : []),
        ...(kept !== undefined && kept.force !== force ? [`kept as ${kept.force}`] : []),
        ...(kept !== undefined && kept.publishedOn > payload.publishedOn ? [`one of ${kept.publishedOn} is kept`] : []),
        ...(checkedOn < payload.publishedOn || checkedOn > effectiveAt.slice(0, 10) ? [`checked on ${checkedOn}`] : []),
      ]
      return verdict(
        faults.length === 0,
        faults.join('; ') || 'the list that it says it is',
        'a snapshot of this list and this world, of a force that fits, not older than what is kept, checked by today',
      )
    },
    changesRecompute: ({ payload, state, document, effectiveAt }) => {
      const kept = listKept(stateOf(state), payload.list, effectiveAt)?.snapshot
      if (kept !== payload.previous)
        return verdict(false, `previous: ${payload.previous ?? 'none'}`, `previous: ${kept ?? 'none'}`)
      const after = document(payload.snapshot)
      const { begun, gone } = listChanges(kept === undefined ? undefined : document(kept), after)
      const said = `${payload.subjects} listed, ${payload.begun} begin, ${payload.gone} gone`
      const found = `${readListSnapshot(after).subjects.length} listed, ${begun.length} begin, ${gone.length} gone`
      return verdict(said === found, said, found)
    },
  },
  apply: (state, { payload, effectiveAt }) => {
    const { list, title, issuer, binds, force, snapshot, publishedOn, checkedOn, source, subjects } = payload
    const kept = state?.lists ?? []
    const row = {
      list,
      title,
      issuer,
      binds,
      force,
      snapshot,
      publishedOn,
      checkedOn,
      source,
      subjects,
      from: effectiveAt,
    }
    // The one before stays, for acts that are dated back.
    const before = kept.filter((each) => each.list === list).slice(-1)
    return {
      licences: state?.licences ?? [],
      providers: state?.providers ?? [],
      lists: [...kept.filter((each) => each.list !== list), ...before, row],
    }
  },
})

const forceWhere = { onshore: 'binding-onshore', offshore: 'binding-hong-kong', both: 'information' } as const

/** The register's first entry finds no state. */
function stateOf(state: () => Registers): Registers {
  try {
    return state()
  } catch {
    return { licences: [], providers: [] }
  }
}
