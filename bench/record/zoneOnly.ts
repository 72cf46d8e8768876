/** A zone's server on a database, in a process of its own: nothing is performed in the world, nobody is asked to cosign. Given on stdin, told on stdout. */
import { text } from 'node:stream/consumers'
import type { Config, Secrets } from '../../src/host/config.ts'
import { startZone } from '../../src/host/startZone.ts'
import { stageKinds } from './loadZone.ts'

export interface ZoneOnly {
  readonly config: Config
  readonly secrets: Secrets
  readonly databaseUrl: string
}

const { config, secrets, databaseUrl } = JSON.parse(await text(process.stdin)) as ZoneOnly
const { url } = await startZone({
  config,
  secrets,
  databaseUrl,
  kinds: stageKinds[config.kind],
  handlers: () => ({}),
  say: (said) => console.error(said),
})
process.stdout.write(`${url}\n`)
