import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  actionDigestInput,
  approvalDigestInput,
  normalAction,
  type SignedAction,
} from '../../../src/core/case/action.ts'
import type { Action } from '../../../src/core/case/kind.ts'
import { assert } from '../../../src/core/errors.ts'
import { bytesToHex } from '../../../src/core/record/hash.ts'
import { postJson } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import type { Acted } from '../api/types.ts'
import type { Signer } from './signer.tsx'

export interface Wish {
  /** Absent for the zone's own streams. */
  readonly stream?: string
  readonly signer: Signer
  readonly role: string
  readonly action: Pick<Action, 'kind' | 'subject' | 'documents' | 'proposal'> & {
    /** A fresh one unless it is given. */
    readonly id?: string
    /** What holds a signature itself is made when the person signs: a passkey asks them. */
    readonly payload: Action['payload'] | (() => Promise<Action['payload']>)
  }
  /** Another key that signs the same bytes. */
  readonly second?: Pick<Signer, 'sign'>
}

/** Signs an action here and sends it. What becomes of it is read from the record afterwards, never assumed. */
export function useAct() {
  const client = useQueryClient()
  const zone = useZone().data?.zone
  return useMutation({
    mutationFn: async (wish: Wish) => {
      const action = await signed(wish, zone)
      const { stream } = wish
      return postJson<Acted>('/api/actions', JSON.stringify({ action, ...(stream === undefined ? {} : { stream }) }))
    },
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'document' }),
  })
}

/** An action under the signature of who wishes it. */
export async function signed(
  { stream, signer, role, action, second }: Wish,
  zone: string | undefined,
): Promise<SignedAction> {
  assert(zone !== undefined, 'who signs has seen whose zone it is')
  const id = `console-${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}`
  const actor = { org: signer.org, person: signer.person, role }
  const payload = typeof action.payload === 'function' ? await action.payload() : action.payload
  const normal = normalAction({ id, zone, ...(stream === undefined ? {} : { stream }), actor, ...action, payload })
  const message = actionDigestInput(normal)
  const signature = await signer.sign(message)
  const countersignature = await second?.sign(message)
  return { ...normal, signature, ...(countersignature === undefined ? {} : { countersignature }) }
}

/** An approval is signed twice: the digest of the proposal, which counts, and the action that brings it. */
export async function approvalPayload(parameters: {
  readonly proposal: string
  readonly what: string
  readonly values: string
  readonly role: string
  /** Head of the case as shown to who signs. */
  readonly seen: string
  readonly signer: Signer
}): Promise<Action['payload']> {
  const { proposal, what, values, role, seen, signer } = parameters
  const { key, signature, assertion } = await signer.sign(approvalDigestInput({ proposal, what, values, role, seen }))
  return {
    proposal,
    what,
    values,
    seen,
    key,
    signature,
    ...(assertion === undefined ? {} : { assertion: { ...assertion } }),
  }
}
