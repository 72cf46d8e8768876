import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { utf8ToBytes } from '../../core/record/hash.ts'
import { s3Sink } from './s3Sink.ts'
import { signS3 } from './signS3.ts'

const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
const now = () => new Date('2013-05-24T00:00:00.000Z')

describe('the examples that AWS publishes for Signature Version 4', () => {
  const signature = (parameters: Pick<Parameters<typeof signS3>[0], 'method' | 'url' | 'headers' | 'payload'>) =>
    signS3({ ...parameters, region: 'us-east-1', credentials, now: now() }).authorization!.split('Signature=')[1]

  test('GET of an object', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt')
    expect(signature({ method: 'GET', url, headers: { range: 'bytes=0-9' }, payload: new Uint8Array(0) })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    )
  })

  test('PUT of an object', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/test$file.text')
    const headers = { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' }
    expect(signature({ method: 'PUT', url, headers, payload: utf8ToBytes('Welcome to Amazon S3.') })).toBe(
      '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
    )
  })

  test('GET with a query', () => {
    const url = new URL('https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J')
    expect(signature({ method: 'GET', url, headers: {}, payload: new Uint8Array(0) })).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    )
  })
})

describe('a store that speaks S3 (a double on this machine)', () => {
  let server: Server
  let url: string
  const objects = new Map<string, { body: string; headers: Record<string, unknown> }>()
  const failures: number[] = []
  let requests = 0

  beforeAll(async () => {
    server = createServer((request, reply) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        requests++
        const failure = failures.shift()
        const key = request.url!
        if (failure !== undefined) reply.writeHead(failure).end()
        else if (request.method === 'HEAD') reply.writeHead(objects.has(key) ? 200 : 404).end()
        else {
          objects.set(key, { body: Buffer.concat(chunks).toString('hex'), headers: request.headers })
          reply.writeHead(200).end()
        }
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/bucket/onshore/`
  })
  afterAll(() => void server.close())
  beforeEach(() => {
    objects.clear()
    failures.length = 0
    requests = 0
  })

  const sink = () => s3Sink({ url, region: 'us-east-1', credentials, now })
  const tile = {
    path: 'tile/0/000',
    bytes: Uint8Array.of(1, 2, 255),
    contentType: 'application/octet-stream',
    cacheControl: 'max-age=31536000, immutable',
  }

  test('takes a tile under its path, with its type, its caching and its signature', async () => {
    expect(await sink().has('tile/0/000')).toBe(false)
    await sink().put(tile)
    expect(await sink().has('tile/0/000')).toBe(true)
    const { body, headers } = objects.get('/bucket/onshore/tile/0/000')!
    expect(body).toBe('0102ff')
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'max-age=31536000, immutable',
      'x-amz-date': '20130524T000000Z',
      authorization: expect.stringContaining(
        'Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=cache-control;content-type;host;x-amz-content-sha256;x-amz-date,',
      ),
    })
  })

  test('is asked again while it is ill, and no more than it was told', async () => {
    failures.push(503, 500)
    await sink().put(tile)
    expect(requests).toBe(3)
    failures.push(503, 503, 503)
    await expect(sink().put(tile)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', facts: { status: 503 } })
  })

  test('that refuses is asked once, and no key stands in the error', async () => {
    failures.push(403)
    const error = await sink()
      .put(tile)
      .catch((caught: Error) => caught)
    expect(error).toMatchObject({ code: 'STORE_UNAVAILABLE', facts: { status: 403, path: 'tile/0/000' } })
    expect(JSON.stringify([error, (error as Error).message])).not.toMatch(/AKIA|wJal/)
    expect(requests).toBe(1)
  })

  test('that is not there is an error and not a missing object', async () => {
    const nowhere = s3Sink({ url: 'http://127.0.0.1:1/bucket', region: 'us-east-1', credentials, now })
    await expect(nowhere.has('tile/0/000')).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' })
  })
})
