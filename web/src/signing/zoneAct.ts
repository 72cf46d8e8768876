import { useMutation, useQueryClient } from '@tanstack/react-query'
import { actionDigestInput, normalAction, type SignedAction } from '../../../src/core/case/action.ts'
import { assert } from '../../../src/core/errors.ts'
import { bytesToHex } from '../../../src/core/record/hash.ts'
import { actionOfAct, type ZoneAct } from '../../../src/core/zone/acts.ts'
import { deleteAt, postJson, postText } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import type { Acted } from '../api/types.ts'
import type { Signer } from './signer.tsx'

/** An act of the zone's own streams with the texts that it names by their hashes. */
export interface PreparedAct {
  readonly act: ZoneAct
  readonly texts?: readonly string[]
}

export type Sent = Acted | { readonly outcome: 'held'; readonly id: string }

/** For what may be said twice and mean two things: granted, withdrawn, and granted again. */
export function freshAct(act: Omit<ZoneAct, 'id'>): ZoneAct {
  return { ...act, id: `console-${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}` }
}

/** Signs an act of the zone's own streams here. One person's is sent; of two the first is kept by the zone for the second. */
export function useZoneAct() {
  const client = useQueryClient()
  const zone = useZone().data?.zone
  return useMutation({
    mutationFn: async (
      wish: PreparedAct & { readonly signer: Signer; readonly two: boolean; readonly role?: string },
    ): Promise<Sent> => {
      const { act, texts = [], signer, two, role = signer.roles[0] ?? '' } = wish
      assert(zone !== undefined, 'who signs has seen whose zone it is')
      for (const text of texts) await postText('/api/documents', text)
      const actor = { org: signer.org, person: signer.person, role }
      const action = normalAction(actionOfAct(zone, actor, act))
      const signature = await signer.sign(actionDigestInput(action))
      return postJson<Sent>(two ? '/api/acts' : '/api/actions', JSON.stringify({ action: { ...action, signature } }))
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'document' }),
  })
}

/** The second signature, under exactly what the first signed. */
export function useCountersign() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ action, signer }: { readonly action: SignedAction; readonly signer: Signer }) => {
      const countersignature = await signer.sign(actionDigestInput(normalAction(action)))
      return postJson<Acted>('/api/actions', JSON.stringify({ action: { ...action, countersignature } }))
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'document' }),
  })
}

export function useDropAct() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => deleteAt(`/api/acts/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: ['acts'] }),
  })
}
