import { createContext, type PropsWithChildren, useContext, useMemo, useState } from 'react'
import { administration } from '../../../src/core/access/parties.ts'
import type { Directory } from '../../../src/core/case/directory.ts'
import type { ActionSignature } from '../../../src/core/case/signature.ts'
import { assert } from '../../../src/core/errors.ts'
import { useDirectory, useZone } from '../api/queries.ts'
import type { HeldKey } from './heldKey.ts'

export interface Signer {
  readonly person: string
  readonly org: string
  readonly roles: readonly string[]
  readonly publicKey: string
  readonly means: HeldKey['means']
  /** Asks the person where the key is a passkey. */
  sign(message: Uint8Array): Promise<ActionSignature>
}

interface Signing {
  readonly signer: Signer | undefined
  load(key: HeldKey): void
  unload(): void
}

const SigningContext = createContext<Signing | undefined>(undefined)

export function useSigning(): Signing {
  const value = useContext(SigningContext)
  assert(value !== undefined, 'signing is used below its provider')
  return value
}

/** The key of this visit lives in this component's memory and nowhere else; who it belongs to is the directory's word. */
export function SigningProvider({ children }: PropsWithChildren) {
  const [key, setKey] = useState<HeldKey>()
  const directory = useDirectory().data?.state
  const now = useZone().data?.now
  const value = useMemo(() => {
    const holder = key === undefined || directory === undefined ? undefined : holderOf(directory, key.publicKey, now)
    const signer =
      key === undefined || holder?.state !== 'in-force'
        ? undefined
        : { ...holder.person, publicKey: key.publicKey, means: key.means, sign: key.sign }
    return {
      signer,
      load: setKey,
      unload: () => {
        key?.forget()
        setKey(undefined)
      },
    }
  }, [key, directory, now])
  return <SigningContext.Provider value={value}>{children}</SigningContext.Provider>
}

export type Holder =
  | { readonly state: 'unknown' | 'expired' }
  | { readonly state: 'in-force'; readonly person: Pick<Signer, 'person' | 'org' | 'roles'> }

/** Whose key this is by the zone's directory, at a moment. */
export function holderOf(directory: Directory, publicKey: string, now: string | undefined): Holder {
  const administrator = Object.entries(directory.administrators).find(([, key]) => key === publicKey)?.[0]
  if (administrator !== undefined)
    return { state: 'in-force', person: { person: administrator, org: administration, roles: ['administrator'] } }
  const enrolled = directory.keys[publicKey]
  const person = enrolled === undefined ? undefined : directory.people[enrolled.holder]
  if (enrolled === undefined || person === undefined) return { state: 'unknown' }
  if (now !== undefined && (enrolled.from > now || (enrolled.until !== undefined && enrolled.until <= now)))
    return { state: 'expired' }
  return { state: 'in-force', person: { person: enrolled.holder, org: person.org, roles: person.roles } }
}
