/** DATABASE_URL with one host or several, as libpq writes them: postgres://user:password@a:5432,b:5433/name?sslmode=require */
import { SluiceError } from '../../core/errors.ts'

export interface Host {
  readonly host: string
  readonly port: number
}

export interface DatabaseUrl {
  readonly hosts: readonly Host[]
  /** The same URL with a single host, for code that takes no list. */
  forHost(host: Host): string
  /** For logs and errors: hosts and database, never the password. */
  readonly shown: string
}

const shape = /^(postgres(?:ql)?:\/\/)(?:([^@/]*)@)?([^/?]+)(\/[^?]*)?(\?.*)?$/

/**
 * @example parseDatabaseUrl('postgres://u:p@a,b:5433/x').hosts // [{ host: 'a', port: 5432 }, { host: 'b', port: 5433 }]
 * @throws {CONFIG_INVALID}
 */
export function parseDatabaseUrl(text: string): DatabaseUrl {
  const match = shape.exec(text)
  if (match === null)
    throw new SluiceError(
      'CONFIG_INVALID',
      'DATABASE_URL must read postgres://USER:PASSWORD@HOST:PORT/DATABASE; several HOST:PORT are separated by commas.',
    )
  const [, scheme, login, list, path = '', query = ''] = match
  const hosts = list!.split(',').map(parseHost)
  const before = `${scheme}${login === undefined ? '' : `${login}@`}`
  return {
    hosts,
    forHost: ({ host, port }) => `${before}${host}:${port}${path}${query}`,
    shown: `${hosts.map(({ host, port }) => `${host}:${port}`).join(',')}${path}`,
  }
}

function parseHost(text: string): Host {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/.exec(text)
  const port = Number(match?.[2] ?? 5432)
  if (match === null || port < 1 || port > 65_535)
    throw new SluiceError(
      'CONFIG_INVALID',
      `DATABASE_URL names a host that cannot be read: '${text}'. Write HOST or HOST:PORT.`,
      {
        facts: { host: text },
      },
    )
  return { host: match[1]!, port }
}
