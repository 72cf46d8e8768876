import { administration, sellerRoles } from '../access/parties.ts'
import type { Directory } from './directory.ts'
import { type AnyKind, defineKind, type FactInput, verdict } from './kind.ts'
import { closed, hex32, id, note, type Of, optional } from './shapes.ts'
import { type CaseState, slice, withSlice } from './state.ts'

/** Who else may read a case, by the entry that says so. */
export interface AccessSlice {
  readonly granted: Readonly<Record<string, string>>
}

const both = ['onshore', 'offshore'] as const

/** The organisation whose case it is here: the organ that opened it, or, where it came across, who sells. */
const ownCase = <P>({ actor, state, directory, zone }: FactInput<P, CaseState>) => {
  const organ = slice<{ readonly organ?: string }>(state(), 'seizure')?.organ
  const holder = zone.kind === 'offshore' && sellerRoles.includes(roleOf(directory(), actor.org) ?? '')
  return verdict(organ === undefined ? holder : organ === actor.org, actor.org, organ ?? 'who sells in this zone')
}

function roleOf(directory: Directory, org: string): string | undefined {
  return directory.organisations[org]?.role
}

const grantedShape = closed({ org: id, reason: note, paper: optional(hex32) })

/** Another organisation may read this case from here on: its entries, child streams and documents, as far as the seals let it. */
export const accessGranted = defineKind<Of<typeof grantedShape>>({
  name: 'access.granted',
  stream: 'case',
  anywhere: true,
  zones: both,
  payload: grantedShape,
  facts: {
    granterRole: ({ actor }) => actor.role,
    ownCase,
    grantee: ({ payload, state, directory }) => {
      const standing = slice<AccessSlice>(state(), 'access')?.granted[payload.org] !== undefined
      const known = roleOf(directory(), payload.org)
      const found = standing ? 'granted before' : (known ?? `${payload.org}, not in the directory`)
      return verdict(
        !standing && known !== undefined && payload.org !== administration,
        found,
        'an enrolled organisation that has no grant yet',
      )
    },
  },
  apply: (state, { payload, id: entry }) => {
    const granted = slice<AccessSlice>(state, 'access')?.granted ?? {}
    return withSlice(state, 'access', { granted: { ...granted, [payload.org]: entry } })
  },
})

const withdrawnShape = closed({ org: id, reason: note })

/** It reads no more by that grant. What it takes part in, it goes on seeing. */
export const accessWithdrawn = defineKind<Of<typeof withdrawnShape>>({
  name: 'access.withdrawn',
  stream: 'case',
  anywhere: true,
  zones: both,
  payload: withdrawnShape,
  facts: {
    granterRole: ({ actor }) => actor.role,
    ownCase,
    granted: ({ payload, state }) => {
      const standing = slice<AccessSlice>(state(), 'access')?.granted[payload.org] !== undefined
      return verdict(standing, standing ? payload.org : 'no grant', 'a grant that stands')
    },
  },
  apply: (state, { payload }) => {
    const granted = { ...slice<AccessSlice>(state, 'access')?.granted }
    delete granted[payload.org]
    return withSlice(state, 'access', { granted })
  },
})

export const accessKinds: readonly AnyKind[] = [accessGranted, accessWithdrawn]
