import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { createContext, type PropsWithChildren, useContext, useEffect, useState } from 'react'

export type Connection = 'connecting' | 'live' | 'offline'

const ConnectionContext = createContext<Connection>('connecting')
export const useConnection = (): Connection => useContext(ConnectionContext)

const refetchEveryMs = 400

/** Listens to the zone's commits and reads again what is on screen. Nothing is changed here before the record says so. */
export function Live({ children }: PropsWithChildren) {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    const events = new EventSource('/api/events')
    const refetch = throttled(() => refetchAll(client))
    events.addEventListener('hello', () => {
      setConnection('live')
      refetch.call()
    })
    events.addEventListener('commit', refetch.call)
    events.addEventListener('error', () => setConnection('offline'))
    return () => {
      refetch.stop()
      events.close()
    }
  }, [client])
  return <ConnectionContext.Provider value={connection}>{children}</ConnectionContext.Provider>
}

function refetchAll(client: QueryClient): void {
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'document' }, { cancelRefetch: false })
}

/** At once, then at most once in each interval, and once more for what came meanwhile. */
function throttled(work: () => void): { call: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const call = (): void => {
    if (timer !== undefined) {
      again = true
      return
    }
    work()
    timer = setTimeout(() => {
      timer = undefined
      if (!again) return
      again = false
      call()
    }, refetchEveryMs)
  }
  return { call, stop: () => clearTimeout(timer) }
}
