import type { Instrument, PackStep, Parameter, Rule, Texts } from '../../../src/core/rules/pack.ts'
import { useDocuments, usePacks } from '../api/queries.ts'

/** The part of a pack that a reader needs. Packs are content-addressed; the server hands them out as documents. */
export interface PackManifest {
  readonly id: string
  readonly title: Texts
  readonly publisher: string
  readonly version: string
  readonly kind: 'law' | 'model'
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly instruments: readonly Instrument[]
  readonly rules: readonly Rule[]
  readonly steps?: readonly PackStep[]
}

export interface ReadPack {
  readonly hash: string
  readonly manifest: PackManifest
}

export interface RuleFound {
  readonly rule: Rule
  readonly instrument: Instrument | undefined
  readonly pack: ReadPack
}

export interface PackBook {
  readonly ready: boolean
  readonly packs: readonly ReadPack[]
  rule(id: string, among?: readonly string[]): RuleFound | undefined
  model(hash: string): ReadPack | undefined
}

/** All packs that this zone has published, read. */
export function usePackBook(): PackBook {
  const published = usePacks()
  const inForce = published.data?.state?.inForce ?? []
  const documents = useDocuments(inForce.map(({ hash }) => hash))
  const packs = inForce.flatMap(({ hash }, index) => {
    const text = documents[index]?.data
    return text === undefined || text === null ? [] : [{ hash, manifest: manifestOf(text) }]
  })
  return {
    ready: published.isSuccess && documents.every(({ isSuccess }) => isSuccess),
    packs,
    model: (hash) => packs.find((pack) => pack.hash === hash),
    rule: (id, among) => findRule(packs, id, among),
  }
}

function findRule(packs: readonly ReadPack[], id: string, among?: readonly string[]): RuleFound | undefined {
  // A pack that decided goes before a later one with a rule of the same id.
  const ordered =
    among === undefined
      ? packs
      : [...packs].sort((a, b) => Number(among.includes(b.hash)) - Number(among.includes(a.hash)))
  for (const pack of ordered) {
    const rule = pack.manifest.rules.find((candidate) => candidate.id === id)
    if (rule === undefined) continue
    return { rule, instrument: pack.manifest.instruments.find((one) => one.id === rule.instrument), pack }
  }
  return undefined
}

const manifests = new Map<string, PackManifest>()

/** Parsed once a text: a pack is large and never changes. */
function manifestOf(text: string): PackManifest {
  const known = manifests.get(text)
  if (known !== undefined) return known
  const { manifest } = JSON.parse(text) as { manifest: PackManifest }
  manifests.set(text, manifest)
  return manifest
}

export function stepFor(model: ReadPack | undefined, kind: string, purpose: unknown): PackStep | undefined {
  const steps = model?.manifest.steps?.filter((step) => step.kind === kind) ?? []
  return (
    steps.find((step) => step.purpose !== undefined && step.purpose === purpose) ??
    steps.find((step) => step.purpose === undefined)
  )
}
