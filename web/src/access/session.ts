import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type Challenge, signInDigestInput } from '../../../src/core/access/signIn.ts'
import { getJson, postJson } from '../api/client.ts'
import type { HeldKey } from '../signing/heldKey.ts'

/** Who reads, as the zone says. */
export interface Me {
  readonly signedIn: boolean
  readonly person?: string
  readonly org?: string
  readonly roles?: readonly string[]
  readonly expiresAt?: string
}

export interface SandboxPerson {
  readonly person: string
  readonly org: string
  readonly roles: readonly string[]
  readonly name: string
}

export const meKey = ['me'] as const
export const useMe = () => useQuery({ queryKey: meKey, queryFn: () => getJson<Me>('/api/me'), refetchInterval: 60_000 })

export const useSandboxPeople = (wanted: boolean) =>
  useQuery({
    queryKey: ['sandbox-people'],
    queryFn: () => getJson<readonly SandboxPerson[]>('/rehearsal/people'),
    enabled: wanted,
    // At the beginning of a rehearsal nobody is enrolled yet.
    refetchInterval: ({ state }) => ((state.data?.length ?? 0) === 0 ? 1_000 : false),
  })

/** Signs the zone's challenge here. The session comes back in a cookie that this page cannot read. */
export function useSignIn() {
  return useEntering(async (key: HeldKey) => {
    const challenge = await postJson<Challenge>('/api/sign-in/challenge', JSON.stringify({ key: key.publicKey }))
    const signed = await key.sign(signInDigestInput(challenge))
    key.forget()
    await postJson('/api/sign-in', JSON.stringify({ nonce: challenge.nonce, ...signed, carrier: 'cookie' }))
  })
}

export function useSandboxSignIn() {
  return useEntering((person: string) => postJson('/rehearsal/sign-in', JSON.stringify({ person })))
}

export function useSignOut() {
  return useEntering(() => postJson('/api/sign-out', '{}'))
}

/** What one person was shown is not there for the next. */
function useEntering<T>(work: (value: T) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: work,
    onSuccess: async () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== 'zone' })
      await client.invalidateQueries({ queryKey: meKey })
    },
  })
}
