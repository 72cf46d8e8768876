import type { FiledBundle } from '../bundle/filed.ts'
import { hashText } from '../record/hash.ts'
import type { Json } from '../record/jcs.ts'
import { type AuditEntry, entriesOf, fieldOf, rowsOf } from './entries.ts'

/** Acts by which custody of the property began, changed or ended. */
const custodyKinds =
  /^(seizure|custody|inventory|transfer|coins|measure|handover|forks|issuer)\.|^lot\.(classified|returned|destroyed|handedOver|sealed|split)$|^(return\.decided|release\.decided|seal\.reviewed|case\.(opened|accepted|closed))$/

const context = {
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  kb: 'urn:sluice:kb:',
  'uco-action': 'https://ontology.unifiedcyberontology.org/uco/action/',
  'uco-core': 'https://ontology.unifiedcyberontology.org/uco/core/',
  'uco-identity': 'https://ontology.unifiedcyberontology.org/uco/identity/',
  'uco-observable': 'https://ontology.unifiedcyberontology.org/uco/observable/',
  'uco-types': 'https://ontology.unifiedcyberontology.org/uco/types/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const

type Node = { readonly [key: string]: Json }

/**
 * The chain of custody of a case as JSON-LD of CASE 1.4 and UCO 1.4: who did what with which property and papers, when, one action an entry, each with
 * the id under which the record proves it. The same bundle gives the same document. People are their ids in the directory.
 *
 * @example JSON.stringify(caseUco(bundle)['@graph'])
 */
export function caseUco(bundle: FiledBundle): { readonly '@context': Node; readonly '@graph': readonly Node[] } {
  const acts = entriesOf([bundle])
    .filter(({ streamKind, kind }) => streamKind === 'case' && custodyKinds.test(kind))
    // Read once.
    .map((one): AuditEntry => ({ ...one }))
    .sort((a, b) => (a.entry.header.effectiveAt < b.entry.header.effectiveAt ? -1 : 1))
  const nodes = new Map<string, Node>()
  const put = (node: Node): { '@id': string } => {
    const id = node['@id'] as string
    nodes.set(id, nodes.get(id) ?? node)
    return { '@id': id }
  }
  for (const act of acts) putAct(act, bundle, put)
  const objects = [...nodes.keys()].sort().map((id) => ({ '@id': id }))
  const opened = acts.find(({ entry }) => entry.header.kind === 'case.opened')
  const number = opened === undefined ? undefined : fieldOf(opened.entry, 'caseNumber')
  const subject = opened ?? acts[0]
  if (subject === undefined) return { '@context': context, '@graph': [] }
  const investigation: Node = {
    '@id': iri('investigation', subject.stream),
    '@type': 'case-investigation:Investigation',
    'uco-core:name': typeof number === 'string' ? number : subject.stream,
    'uco-core:description':
      bundle.world === 'rehearsal'
        ? 'SANDBOX: a rehearsal, not a real case. Exported by Sluice.'
        : 'Chain of custody, exported by Sluice.',
    'uco-core:object': objects,
  }
  return { '@context': context, '@graph': [investigation, ...[...nodes.keys()].sort().map((id) => nodes.get(id)!)] }
}

function putAct({ entry, id, zone }: AuditEntry, bundle: FiledBundle, put: (node: Node) => { '@id': string }): void {
  const { kind, effectiveAt, recordedAt } = entry.header
  const { org, person } = (entry.fields.actor?.value ?? {}) as { org?: Json; person?: Json }
  const papers = documentsOf(entry.fields.documents?.value).map((hash) => put(paperNode(hash, bundle)))
  const exhibits = exhibitsOf(entry.header.kind, entry, bundle.documents).map((exhibit) => {
    const object = put(exhibit.node)
    const number = exhibit.number
    return put({
      '@id': iri('provenance', `${id} ${number}`),
      '@type': 'case-investigation:ProvenanceRecord',
      'case-investigation:exhibitNumber': number,
      'uco-core:description': exhibit.says,
      'uco-core:object': [object],
    })
  })
  put({
    '@id': iri('action', id),
    '@type': 'case-investigation:InvestigativeAction',
    'uco-core:name': kind,
    'uco-core:description': `Entry ${id} of zone ${zone}, recorded at ${recordedAt}.`,
    'uco-action:startTime': { '@type': 'xsd:dateTime', '@value': effectiveAt },
    'uco-action:endTime': { '@type': 'xsd:dateTime', '@value': effectiveAt },
    ...(typeof person === 'string' ? { 'uco-action:performer': put(personNode(person)) } : {}),
    ...(typeof org === 'string' ? { 'uco-action:participant': [put(organisationNode(org))] } : {}),
    ...(papers.length === 0 ? {} : { 'uco-action:object': papers }),
    ...(exhibits.length === 0 ? {} : { 'uco-action:result': exhibits }),
  })
}

function personNode(person: string): Node {
  return { '@id': iri('person', person), '@type': 'uco-identity:Person', 'uco-core:name': person }
}

function organisationNode(org: string): Node {
  return { '@id': iri('organization', org), '@type': 'uco-identity:Organization', 'uco-core:name': org }
}

/** A paper by its hash, whether or not the bundle shows it. */
function paperNode(hash: string, bundle: FiledBundle): Node {
  const shown = bundle.documents.has(hash) ? 'in this bundle' : 'not in this bundle'
  return {
    '@id': iri('document', hash),
    '@type': 'uco-observable:ObservableObject',
    'uco-core:description': `Document, ${shown}.`,
    'uco-core:hasFacet': [
      {
        '@id': iri('content-data-facet', hash),
        '@type': 'uco-observable:ContentDataFacet',
        'uco-observable:hash': [
          {
            '@id': iri('hash', hash),
            '@type': 'uco-types:Hash',
            'uco-types:hashMethod': 'SHA256',
            'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': hash },
          },
        ],
      },
    ],
  }
}

interface Exhibit {
  readonly number: string
  readonly says: string
  readonly node: Node
}

/** Property that an act is about: lines of a list, or what moved in a transfer. */
function exhibitsOf(kind: string, entry: AuditEntry['entry'], documents: FiledBundle['documents']): readonly Exhibit[] {
  const listed = rowsOf(entry, 'lines', documents)
  const rows = listed.length > 0 ? listed : rowsOf(entry, 'moves', documents)
  const lines = rows.flatMap(({ line, address, units, asset, txid }) =>
    typeof line !== 'number' || typeof units !== 'string'
      ? []
      : [exhibit(`line ${line}`, { address, units, asset, txid })],
  )
  if (lines.length > 0) return lines
  const pays = fieldOf(entry, 'pays')
  const asset = fieldOf(entry, 'asset')
  const txid = fieldOf(entry, 'txid')
  if (Array.isArray(pays) && kind !== 'transfer.approved') {
    return (pays as readonly { readonly [key: string]: Json }[]).map(({ address, units }, i) =>
      exhibit(`${String(txid ?? fieldOf(entry, 'transfer'))}/${i}`, { address, units, asset, txid }),
    )
  }
  const { lot, tranche } = (entry.fields.subject?.value ?? {}) as { lot?: Json; tranche?: Json }
  const units = fieldOf(entry, 'units')
  if (typeof lot !== 'string' || typeof units !== 'string') return []
  return [exhibit(`lot ${String(tranche ?? lot)}`, { units, asset, txid, address: undefined })]
}

function exhibit(
  number: string,
  { address, units, asset, txid }: Readonly<Record<'address' | 'units' | 'asset' | 'txid', Json | undefined>>,
): Exhibit {
  const told = [
    `${String(units)} base units`,
    ...(typeof asset === 'string' ? [`of ${asset}`] : []),
    ...(typeof address === 'string' ? [`at ${address}`] : []),
    ...(typeof txid === 'string' ? [`by ${txid}`] : []),
  ].join(' ')
  const place = `${String(asset ?? '')} ${String(address ?? '')} ${String(txid ?? '')} ${number}`
  return {
    number,
    says: told,
    node: {
      '@id': iri('property', place),
      '@type': 'uco-observable:ObservableObject',
      'uco-core:name': typeof address === 'string' ? address : number,
      'uco-core:description': told,
    },
  }
}

function documentsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((hash): hash is string => typeof hash === 'string') : []
}

/** UCO asks that an IRI ends in a UUID: here of version 8 (RFC 9562), from the hash of what is named, so that the same thing has the same name. */
function iri(what: string, of: string): string {
  const hex = hashText(`sluice/case-uco/1\n${what}\n${of}`)
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  return `kb:${what}-${uuid}`
}
