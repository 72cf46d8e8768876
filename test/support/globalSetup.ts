/**
 * Runs in the process that leads the test run. Test files live in other processes and ask it over loopback for databases and for the rehearsal that
 * serves them all, so that there is one of each in a run, made only when it is wanted, and gone with it.
 */
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { TestProject } from 'vitest/node'
import type { DatabaseServer } from './databaseServer.ts'
import type { walkOneRehearsal } from './oneRehearsal.ts'

declare module 'vitest' {
  interface ProvidedContext {
    lead: { readonly url: string; readonly token: string }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const token = randomBytes(16).toString('hex')
  let started: Promise<DatabaseServer> | undefined
  const server = () => {
    started ??= start()
    return started
  }
  let walked: ReturnType<typeof walkOneRehearsal> | undefined
  const rehearsal = () => {
    walked ??= walk()
    return walked
  }
  const listener = createServer((request, response) => {
    serve({ request, response, token, server, rehearsal }).catch((error: unknown) => {
      response.writeHead(500).end(error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const address = listener.address()
  const port = typeof address === 'object' && address ? address.port : 0
  project.provide('lead', { url: `http://127.0.0.1:${port}`, token })
  return async () => {
    listener.closeAllConnections()
    await new Promise((resolve) => listener.close(resolve))
    await (await started?.catch(() => undefined))?.stop()
    await (await walked?.catch(() => undefined))?.stop()
  }
}

// Loaded only when a database is wanted: a fault in the store must not keep all other tests from running.
async function start(): Promise<DatabaseServer> {
  const { startDatabaseServer } = await import('./databaseServer.ts')
  return startDatabaseServer()
}

async function walk(): ReturnType<typeof walkOneRehearsal> {
  const one = await import('./oneRehearsal.ts')
  return one.walkOneRehearsal()
}

interface ServeParameters {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly token: string
  readonly server: () => Promise<DatabaseServer>
  readonly rehearsal: () => ReturnType<typeof walkOneRehearsal>
}

async function serve({ request, response, token, server, rehearsal }: ServeParameters): Promise<void> {
  if (request.headers.authorization !== token) {
    response.writeHead(401).end()
    return
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  if (pathname === '/rehearsal') {
    const walked = await Promise.race([rehearsal(), undefined])
    if (walked === undefined) response.writeHead(202).end()
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(walked.ended))
  } else if (pathname === '/clone') {
    const of = searchParams.get('of')
    const clone = await (of === null
      ? (await server()).clone({ empty: searchParams.has('empty') })
      : (await server()).copy(of))
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(clone))
  } else {
    await (await server()).drop(searchParams.get('name') ?? '')
    response.writeHead(204).end()
  }
}
