import Type from 'typebox'
import { type AnyKind, defineKind, verdict } from '../case/kind.ts'
import type { Licence, Registers } from '../case/registers.ts'
import { asset, closed, documentHash, id, list, type Of, optional, text, time } from '../case/shapes.ts'
import { canonical, type Json } from '../record/jcs.ts'
import { applyChanges, type LicenceChanges, licenceChanges } from '../rules/licenceChanges.ts'
import { licenceEntries } from '../rules/licenceEntries.ts'
import type { LicenceRegister } from '../rules/licences.ts'
import { twoOf } from './twoOf.ts'

export const licenceShape = closed({
  entity: id,
  regulator: text,
  licence: text,
  assets: list(asset),
  clientTypes: list(id, 20),
  hosts: Type.Array(Type.String({ minLength: 3, maxLength: 120 }), { maxItems: 20 }),
  from: time,
  until: optional(time),
  source: text,
})

const shape = closed({
  /** The published register, as `sluice/licences/1`. */
  register: documentHash,
  /** Moment from which rows that are no longer published end. */
  at: time,
  added: Type.Array(licenceShape, { maxItems: 400 }),
  ended: Type.Array(closed({ licence: licenceShape, until: time }), { maxItems: 400 }),
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
      const register = JSON.parse(document(payload.register)) as LicenceRegister
      const changes = licenceChanges({
        standing: stateOf(state).licences,
        published: licenceEntries(register),
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
