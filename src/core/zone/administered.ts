import type { Directory } from '../case/directory.ts'
import { type AnyKind, defineKind, type FactInput, type Kind } from '../case/kind.ts'
import type { Registers } from '../case/registers.ts'
import { twoOf } from './twoOf.ts'

export const zones = ['onshore', 'offshore'] as const

export const administrators = <P, S>({ directory, signers }: FactInput<P, S>) =>
  twoOf(Object.values(directory().administrators), signers)

export function directoryKind<P>(kind: Omit<Kind<P, Directory>, 'stream' | 'zones'>): AnyKind {
  return defineKind<P, Directory>({ ...kind, facts: { administrators, ...kind.facts }, stream: 'directory', zones })
}

/** An entry of the directory that its holder signs, and no administrator has to. Its own facts say whose signature it needs. */
export function signedByHolder<P>(kind: Omit<Kind<P, Directory>, 'stream' | 'zones'>): AnyKind {
  return defineKind<P, Directory>({ ...kind, stream: 'directory', zones })
}

export function registerKind<P>(kind: Omit<Kind<P, Registers>, 'stream' | 'zones'>): AnyKind {
  return defineKind<P, Registers>({ ...kind, facts: { administrators, ...kind.facts }, stream: 'registers', zones })
}
