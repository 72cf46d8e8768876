import { assert, SluiceError } from '../../../core/errors.ts'

/** FIX 4.4, tag=value. Fields keep the order in which they go on the wire. */
export type FixField = readonly [tag: number, value: string]

export interface FixMessage {
  readonly type: string
  /** All fields between MsgType and CheckSum, header fields included. */
  readonly fields: readonly FixField[]
}

export const beginString = 'FIX.4.4'
const soh = '\x01'
/** Printable ASCII: what FIX allows in a field without an encoding of its own. */
const valuePattern = /^[\x20-\x7e]+$/

/**
 * One message as bytes: BeginString, BodyLength, MsgType, the fields, CheckSum.
 *
 * @example encodeFix({ type: '0', fields: [[49, 'A'], [56, 'B'], [34, '1'], [52, '20260302-02:00:00.000']] })
 * @throws {INPUT_INVALID} a value that FIX cannot carry
 */
export function encodeFix(message: FixMessage): string {
  const body = [[35, message.type] as FixField, ...message.fields].map(fieldText).join('')
  const text = `8=${beginString}${soh}9=${body.length}${soh}${body}`
  return `${text}10=${String(checkSumOf(text)).padStart(3, '0')}${soh}`
}

function fieldText([tag, value]: FixField): string {
  assert(Number.isSafeInteger(tag) && tag > 0, 'a FIX tag is a positive integer')
  if (!valuePattern.test(value)) {
    throw new SluiceError('INPUT_INVALID', `Field ${tag} holds what FIX cannot carry.`, { facts: { tag } })
  }
  return `${tag}=${value}${soh}`
}

/** Sum of all bytes before the CheckSum field, modulo 256. */
function checkSumOf(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i)
  return sum % 256
}

/** The first value of a tag. */
export function fixValue(message: FixMessage, tag: number): string | undefined {
  return message.fields.find(([one]) => one === tag)?.[1]
}

export interface FixDecoder {
  /** Whole messages in what has come so far; the rest waits for more. */
  push(text: string): readonly FixMessage[]
}

const messageBytesMax = 64 * 1024

/**
 * Cuts a stream into messages. A message with a wrong checksum is garbled: it is left out, and the gap in the numbers tells (FIX 4.4,
 * volume 2, "Message garbled"). Where the frame itself is lost there is no way back: the connection must end.
 *
 * @throws {VENUE_REPLY_MALFORMED} when the frame is lost
 */
export function fixDecoder(): FixDecoder {
  let buffer = ''
  return {
    push(text) {
      buffer += text
      const messages: FixMessage[] = []
      for (;;) {
        const frame = nextFrame(buffer)
        if (!frame) return messages
        buffer = buffer.slice(frame.length)
        const message = messageOf(frame)
        if (message) messages.push(message)
      }
    },
  }
}

/** The bytes of the first message, or nothing if they have not all come. */
function nextFrame(buffer: string): string | undefined {
  const head = `8=${beginString}${soh}9=`
  if (!buffer.startsWith(head.slice(0, buffer.length))) lost(`a message that begins with ${beginString}`)
  if (buffer.length <= head.length) return undefined
  const end = buffer.indexOf(soh, head.length)
  if (end < 0) return buffer.length > head.length + 6 ? lost('a body length') : undefined
  const digits = buffer.slice(head.length, end)
  if (!/^[1-9][0-9]{0,5}$/.test(digits) || Number(digits) > messageBytesMax) lost('a body length')
  const length = end + 1 + Number(digits) + '10=000|'.length
  if (buffer.length < length) return undefined
  const frame = buffer.slice(0, length)
  if (!/^10=[0-9]{3}$/.test(frame.slice(-7, -1)) || !frame.endsWith(soh)) lost('a checksum where the body ends')
  return frame
}

function messageOf(frame: string): FixMessage | undefined {
  const body = frame.slice(0, -7)
  if (checkSumOf(body) !== Number(frame.slice(-4, -1))) return undefined
  const fields: FixField[] = []
  for (const pair of body.split(soh).slice(2, -1)) {
    const found = /^([1-9][0-9]{0,5})=([\x20-\x7e]+)$/.exec(pair)
    if (!found) return undefined
    fields.push([Number(found[1]), found[2]!])
  }
  const [type, ...rest] = fields
  return type?.[0] === 35 ? { type: type[1], fields: rest } : undefined
}

function lost(expected: string): never {
  throw new SluiceError('VENUE_REPLY_MALFORMED', `The FIX stream is out of frame: expected ${expected}.`, {
    facts: { expected, outcome: 'unknown' },
  })
}

/** UTCTimestamp with milliseconds. @example fixTime(0) // '19700101-00:00:00.000' */
export function fixTime(ms: number): string {
  const iso = new Date(ms).toISOString()
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 23)}`
}

/** Milliseconds of a UTCTimestamp, or nothing when it is none. @example fixTimeMs('19700101-00:00:01') // 1000 */
export function fixTimeMs(text: string): number | undefined {
  const found = /^([0-9]{4})([0-9]{2})([0-9]{2})-([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{3}))?$/.exec(text)
  if (!found) return undefined
  const ms = Date.parse(`${found[1]}-${found[2]}-${found[3]}T${found[4]}.${found[5] ?? '000'}Z`)
  return Number.isNaN(ms) ? undefined : ms
}
