import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToHex, hmacSha256, utf8ToBytes } from '../../src/core/record/hash.ts'
import {
  type AnySigningKey,
  formatAnySigner,
  logVerifierKey,
  witnessVerifierKey,
} from '../../src/core/record/log/anyKey.ts'
import type { Config, Secrets } from '../../src/host/config.ts'
import { isSmSeed, secretOf } from '../profile.ts'
import { administrators, personKey } from '../rehearsal/cast.ts'
import { network } from '../world.ts'
import type { WorldReady } from '../worldMain.ts'

export type Kind = 'onshore' | 'offshore'

/** Names and keys of a zone of the rehearsal. SANDBOX stands in the origin and in the names of its keys. */
export interface ZoneKeys {
  readonly zone: string
  readonly origin: string
  readonly logKey: AnySigningKey
  readonly witnessKey: AnySigningKey
}

/** @param name of a zone beside the two of the rehearsal */
export function zoneKeys(seed: string, name: Kind | (string & {})): ZoneKeys {
  const sm = isSmSeed(seed)
  const origin = `sandbox.sluice.invalid/${name}${sm ? '/sm3' : ''}`
  const key = (spelled: string, use: string): AnySigningKey => {
    const bytes = hmacSha256(utf8ToBytes('sluice/sandbox/zone/1'), utf8ToBytes(`${seed}\n${name}\n${use}`))
    const secret = secretOf(seed, bytes)
    return secret instanceof Uint8Array ? { name: spelled, secretKey: secret } : { name: spelled, ...secret }
  }
  return {
    zone: `sandbox-${name}`,
    origin,
    logKey: key(origin, 'log'),
    witnessKey: key(`${origin}/witness`, 'witness'),
  }
}

/** Writes a zone's configuration and its secret store; returns the path of the first. */
export function writeZoneFiles(parameters: {
  readonly folder: string
  readonly seed: string
  readonly kind: Kind
  readonly port: number
  readonly peerPort: number
  readonly packs: readonly string[]
  readonly world: WorldReady
  readonly console: string | undefined
  /** The executor looks at followed books; otherwise they are for the desk alone, and the same seed gives the same bytes. */
  readonly sellsByStream?: boolean
}): string {
  const { folder, seed, kind, port, peerPort, packs, world } = parameters
  const own = zoneKeys(seed, kind)
  const peer = zoneKeys(seed, kind === 'onshore' ? 'offshore' : 'onshore')
  const secretsPath = join(folder, `${kind}.secrets.json`)
  const offshore = kind === 'offshore'
  const secrets: Secrets = {
    logKey: formatAnySigner(own.logKey),
    witnessKey: formatAnySigner(own.witnessKey),
    saltSeed: bytesToHex(hmacSha256(utf8ToBytes('sluice/sandbox/salts/1'), utf8ToBytes(`${seed}\n${kind}`))),
    venues: offshore
      ? Object.fromEntries(
          world.venues.map(({ entity, credentials }) => [
            entity,
            { apiKey: credentials.apiKey, secret: credentials.secret },
          ]),
        )
      : {},
    banks: { [world.banks[kind].bank]: world.banks[kind].token },
    chains: offshore ? {} : { [network]: { user: world.bitcoin.user, password: world.bitcoin.password } },
  }
  writeFileSync(secretsPath, JSON.stringify(secrets), { mode: 0o600 })
  const config: Config = {
    zone: own.zone,
    kind,
    world: 'rehearsal',
    name: `SANDBOX ${kind}`,
    origin: own.origin,
    port,
    secrets: secretsPath,
    // Outside of the database: a restored one that is older than a head signed before is noticed.
    headFile: join(folder, `${kind}.head`),
    clock: 'told',
    peers: [
      {
        zone: peer.zone,
        origin: peer.origin,
        verifierKey: logVerifierKey(peer.logKey),
        witnessKey: witnessVerifierKey(peer.witnessKey),
        url: `http://127.0.0.1:${peerPort}`,
      },
    ],
    founders: administrators.map((person) => ({ person, key: personKey(seed, person).publicKey })),
    packs: [...packs],
    chains: offshore ? [] : [{ network, url: world.bitcoin.url }, ...(world.evm === undefined ? [] : [world.evm])],
    venues: offshore
      ? world.venues.map(({ entity, url, idempotencyClass }) => ({
          entity,
          legalName: `SANDBOX ${entity}`,
          apiOrigin: url,
          accountOwner: 'trust',
          idempotency: { class: idempotencyClass, source: 'SANDBOX: the profile of this exchange' },
          stream: {
            feed: 'hashkey',
            host: url.slice('http://'.length),
            path: '/quote/ws/v1',
            sells: parameters.sellsByStream === true,
          },
        }))
      : [],
    banks: [{ bank: world.banks[kind].bank, url: world.banks[kind].url }],
    ...(world.timestamps === undefined
      ? {}
      : {
          timestamps: [
            {
              name: 'SANDBOX time',
              url: world.timestamps.url,
              hash: 'sha256',
              certificates: world.timestamps.certificates,
              roots: [world.timestamps.root],
              everySeconds: 3,
            },
          ],
        }),
    sandboxPeople: world.people,
    ...(parameters.console === undefined ? {} : { console: parameters.console }),
  }
  const path = join(folder, `${kind}.config.json`)
  writeFileSync(path, JSON.stringify(config, undefined, 2))
  return path
}
