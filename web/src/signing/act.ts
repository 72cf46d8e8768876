import { useMutation, useQueryClient } from '@tanstack/react-query'
import { signAction, signApproval } from '../../../src/core/case/action.ts'
import type { Action } from '../../../src/core/case/kind.ts'
import { assert } from '../../../src/core/errors.ts'
import { bytesToHex } from '../../../src/core/record/hash.ts'
import { postJson } from '../api/client.ts'
import { useZone } from '../api/queries.ts'
import type { Acted } from '../api/types.ts'
import type { Signer } from './signer.tsx'

export interface Wish {
  readonly stream: string
  readonly signer: Signer
  readonly role: string
  readonly action: Pick<Action, 'kind' | 'payload' | 'subject' | 'documents' | 'proposal'>
}

/** Signs an action here and sends it. What becomes of it is read from the record afterwards, never assumed. */
export function useAct() {
  const client = useQueryClient()
  const zone = useZone().data?.zone
  return useMutation({
    mutationFn: (wish: Wish) =>
      postJson<Acted>('/api/actions', JSON.stringify({ action: signed(wish, zone), stream: wish.stream })),
    onSettled: () => client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'document' }),
  })
}

function signed(wish: Wish, zone: string | undefined) {
  const { signer, role, action } = wish
  const { stream } = wish
  assert(zone !== undefined, 'who signs has seen whose zone it is')
  const id = `console-${bytesToHex(crypto.getRandomValues(new Uint8Array(16)))}`
  const actor = { org: signer.org, person: signer.person, role }
  return signAction({ id, zone, stream, actor, ...action }, signer.secret)
}

/** An approval is signed twice: the digest of the proposal, which counts, and the action that brings it. */
export function approvalPayload(parameters: {
  readonly proposal: string
  readonly what: string
  readonly values: string
  readonly role: string
  /** Head of the case as shown to who signs. */
  readonly seen: string
  readonly signer: Signer
}): Action['payload'] {
  const { proposal, what, values, role, seen, signer } = parameters
  const { key, signature } = signApproval({ proposal, what, values, role, seen }, signer.secret)
  return { proposal, what, values, seen, key, signature }
}
