/** Turns what a PostgreSQL server or its client library says into one sentence that says what to do. */
import { SluiceError } from '../../core/errors.ts'

const afterwards = 'Nothing that was committed is lost.'

/**
 * Why a server of ours did not start or stopped, from the end of its log.
 * @example serverFault({ log: 'could not write to file: No space left on device', folder }).message // 'The disk … is full. …'
 */
export function serverFault(parameters: {
  readonly log: string
  readonly folder: string
  readonly port?: number
  readonly signal?: string | null
  readonly code?: number | null
}): SluiceError {
  const { log, folder, port } = parameters
  const facts = { folder, port, signal: parameters.signal, code: parameters.code, log: log.slice(-2_000) }
  const say = (sentence: string) => new SluiceError('STORE_UNAVAILABLE', sentence, { facts })
  if (/No space left on device|could not extend file|Disk quota exceeded/i.test(log))
    return say(`The disk that holds ${folder} is full. Free some space and start again. ${afterwards}`)
  if (/Address already in use|could not bind/i.test(log))
    return say(`Port ${port} on 127.0.0.1 is in use by another program. Stop that program or choose another port.`)
  if (/database files are incompatible with server|was initialized by PostgreSQL version/i.test(log))
    return new SluiceError('STORE_VERSION', wrongVersion(folder), { facts })
  if (/lock file "postmaster.pid" already exists|pre-existing shared memory block/i.test(log))
    return say(`Another database server still uses ${folder}. Wait until it has stopped, or stop it, and start again.`)
  if (/Permission denied|has wrong ownership|has invalid permissions/i.test(log))
    return say(
      `The database server may not read or write ${folder}. Give it back to the user that created it, mode 0700.`,
    )
  const how = parameters.signal ? `was killed (${parameters.signal})` : `ended with code ${parameters.code ?? 'none'}`
  const last = log.trim().split('\n').at(-1)
  return say(
    `The database server in ${folder} ${how}. ${afterwards} Start again.${last ? ` Its last words: ${last}` : ''}`,
  )
}

export function wrongVersion(folder: string, found?: string, expected?: string): string {
  const versions = found === undefined ? 'another version' : `PostgreSQL ${found}, this Sluice brings ${expected}`
  return `The database in ${folder} was made by ${versions}. Start the Sluice version that made it, or set DATABASE_URL to a server of that version; nothing was changed.`
}

interface ClientError {
  readonly code?: string
  readonly message?: string
}

/**
 * An error of the `pg` client as an error of ours, when it tells of the server rather than of the statement;
 * undefined for all others (a broken constraint, a statement's fault), which the caller knows better.
 */
export function storeFault(cause: unknown, where: string): SluiceError | undefined {
  const { code = '', message = '' } = cause as ClientError
  const say = (sentence: string) => new SluiceError('STORE_UNAVAILABLE', sentence, { facts: { where, code }, cause })
  if (code === '53100')
    return say(`The disk of the database at ${where} is full. Free some space; nothing committed is lost.`)
  if (code === '53300')
    return say(`The database at ${where} has no free connection. Raise max_connections or run fewer processes.`)
  if (code === '28P01' || code === '28000')
    return say(`The database at ${where} refused the user or password in DATABASE_URL.`)
  if (code === '3D000') return say(`The database named in DATABASE_URL does not exist at ${where}. Create it first.`)
  if (code === '42501' && /permission denied for database/.test(message))
    return say(`The user in DATABASE_URL may not connect to that database at ${where}.`)
  if (/^57P0|^08/.test(code))
    return say(`The database at ${where} stopped or is starting. Try again with the same key.`)
  if (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code) ||
    connectionLost.test(message)
  )
    return say(`The database at ${where} does not answer. Check that it runs and that DATABASE_URL is right.`)
  return undefined
}

const connectionLost =
  /Connection terminated|connection has been discarded|timeout exceeded when trying to connect|connection timeout/i
