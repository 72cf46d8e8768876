import type { CaseState } from '../../../core/case/state.ts'
import { SluiceError } from '../../../core/errors.ts'
import { type OrdersState, saleOf } from '../../../offshore/sale/sale.ts'
import type { Bank } from '../../../world/banks/bank.ts'
import type { Venue } from '../../../world/venues/venue.ts'
import { entriesOf, loadDocuments, loadStream } from '../../zone/streams.ts'
import type { Zone } from '../../zone/zone.ts'
import { actAsWorker } from '../handlers.ts'
import { type Desk, payloadOf } from './desk.ts'

/** The desk of a zone on its database. */
export function zoneDesk({
  zone,
  venueFor,
  bankFor,
  followed,
}: {
  readonly zone: Zone
  readonly venueFor: (entity: string) => Venue
  readonly bankFor: (bank: string) => Bank | undefined
  readonly followed?: Desk['followed']
}): Desk {
  return {
    now: zone.now,
    venueFor,
    ...(followed === undefined ? {} : { followed }),
    rateSheet: async (bank) => {
      const found = bankFor(bank)
      if (found === undefined) throw new SluiceError('NOT_FOUND', `no bank ${bank} is configured.`, { facts: { bank } })
      return (await found.rateSheet()).text
    },
    document: async (sha256) => {
      const text = (await loadDocuments(zone.pool, [sha256])).get(sha256)
      if (text === undefined) throw new SluiceError('NOT_FOUND', `no document ${sha256}.`)
      return text
    },
    putDocument: (text) => zone.putDocument(text),
    orders: async (id) => {
      const stream = await loadStream(zone.pool, id)
      if (stream === undefined) throw new SluiceError('NOT_FOUND', `no stream ${id}.`)
      const orders = stream.state as OrdersState
      const parent = stream.parent === undefined ? undefined : await loadStream(zone.pool, stream.parent)
      return { orders, sale: parent && saleOf(parent.state as CaseState, orders.tranche) }
    },
    entries: async (stream) =>
      (await entriesOf(zone.pool, stream)).map(({ entry }) => ({ kind: entry.header.kind, payload: payloadOf(entry) })),
    act: async (action, place) => {
      await actAsWorker(zone, action, place)
    },
  }
}
