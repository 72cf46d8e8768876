import Type from 'typebox'
import { type AnyKind, defineKind, verdict } from '../case/kind.ts'
import type { Licence, Registers } from '../case/registers.ts'
import { asset, closed, documentHash, id, list, note, type Of, oneOf, optional, text, time } from '../case/shapes.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { applyChanges, type LicenceChanges, licenceChanges } from '../rules/licenceChanges.ts'
import { publicationOf, readLicences } from '../rules/readLicences.ts'
import { twoOf } from './twoOf.ts'

export const licenceShape = closed({
  entity: id,
  legalName: optional(text),
  brand: optional(Type.String({ maxLength: 200 })),
  regulator: text,
  publisher: optional(text),
  licence: text,
  conditions: optional(list(text, 40)),
  assets: Type.Array(asset, { maxItems: 400 }),
  clientTypes: Type.Array(id, { maxItems: 20 }),
  hosts: Type.Array(Type.String({ minLength: 3, maxLength: 120 }), { maxItems: 20 }),
  accountOwners: optional(list(id, 20)),
  from: time,
  until: optional(time),
  source: text,
  checkedOn: optional(note),
  confidence: optional(oneOf(['H', 'M', 'L'])),
})

const shape = closed({
  /** The published register as it came: our JSON, our table, or the table of ESMA. */
  register: documentHash,
  /** Moment from which rows that are no longer published end. */
  at: time,
  added: Type.Array(licenceShape, { maxItems: 1000 }),
  ended: Type.Array(closed({ licence: licenceShape, until: time }), { maxItems: 1000 }),
})

/** A publication of a licence register is taken in: the two who sign have seen each row that begins and each that ends. */
export const licencesImported: AnyKind = defineKind<Of<typeof shape>, Registers>({
  name: 'licences.imported',
  stream: 'registers',
  zones: ['onshore', 'offshore'],
  payload: shape,
  facts: {
    administrators: ({ directory, signers }) => twoOf(Object.values(directory().administrators), signers),
    documentHeld: ({ payload, documents }) => documents.includes(payload.register),
    sourceNamed: ({ payload }) => payload.added.every((row) => row.source !== ''),
    changesRecompute: ({ payload, state, document }) => {
      const changes = licenceChanges({
        standing: stateOf(state).licences,
        publication: publicationOf(readLicences(document(payload.register))),
        at: payload.at,
      })
      const said = changesText({ added: payload.added as Licence[], ended: payload.ended as LicenceChanges['ended'] })
      return verdict(
        said === changesText(changes),
        `${payload.added.length} begin, ${payload.ended.length} end`,
        `${changes.added.length} begin, ${changes.ended.length} end, as the publication and the register give them`,
      )
    },
  },
  apply: (state, { payload }) => {
    const { added, ended } = payload as unknown as LicenceChanges
    return {
      ...state,
      licences: applyChanges(state?.licences ?? [], { added, ended }),
      providers: state?.providers ?? [],
    }
  },
})

/** The register's first entry finds no state. */
function stateOf(state: () => Registers): Registers {
  try {
    return state()
  } catch {
    return { licences: [], providers: [] }
  }
}

function changesText(changes: LicenceChanges): string {
  return canonical(changes as unknown as Json)
}
