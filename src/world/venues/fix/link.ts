import { encodeFix, type FixField, type FixMessage, fixTime, fixTimeMs, fixValue } from './message.ts'

export interface LinkOptions {
  readonly role: 'initiator' | 'acceptor'
  readonly senderCompId: string
  readonly targetCompId: string
  readonly heartbeatSec: number
  /**
   * What a resend request gets. `this-connection`, for an initiator: what was sent since the logon goes again under its number, which
   * the other side takes once; what is older is a filled gap. An order of yesterday is never sent again because a counter says so: its
   * fate is asked for. `all`, for an acceptor: every report, as a possible duplicate.
   */
  readonly resend: 'this-connection' | 'all'
  /** Sent with our Logon, and asked of theirs. */
  readonly logonFields?: readonly FixField[]
}

/** What a link remembers from one connection to the next. */
export interface LinkState {
  nextOut: number
  nextIn: number
  phase: 'closed' | 'logging-on' | 'active' | 'logging-out'
  lastOutMs: number
  lastInMs: number
  /** A TestRequest is out since then. */
  testedMs: number | undefined
  /** A resend was asked for up to here: what comes before is not asked for twice. */
  resendToSeq: number
  /** Application messages that would be sent again, by number. */
  readonly stored: Map<number, FixMessage>
}

/** What a step asks of whoever owns the connection. */
export interface StepResult {
  readonly send: readonly string[]
  /** Application messages in order, each once; possible duplicates keep their flag. */
  readonly deliver: readonly FixMessage[]
  readonly loggedOn: boolean
  /** End the connection, with the reason. */
  readonly close?: string
}

const adminTypes = new Set(['0', '1', '2', '3', '4', '5', 'A'])
/** A message may be this old or early: FIX 4.4 volume 2, "SendingTime accuracy". */
const sendingTimeOffMsMax = 120_000

export function newLink(numbers: { nextOut: number; nextIn: number } = { nextOut: 1, nextIn: 1 }): LinkState {
  return {
    ...numbers,
    phase: 'closed',
    lastOutMs: 0,
    lastInMs: 0,
    testedMs: undefined,
    resendToSeq: 0,
    stored: new Map(),
  }
}

/** A FIX 4.4 link without a socket or a clock: what comes in goes through it, and it says what goes out. */
export function fixLink(options: LinkOptions, state: LinkState) {
  const out = (nowMs: number, type: string, fields: readonly FixField[], extra?: { seq: number; original: string }) => {
    const seq = extra?.seq ?? state.nextOut++
    state.lastOutMs = nowMs
    const header: FixField[] = [
      [49, options.senderCompId],
      [56, options.targetCompId],
      [34, String(seq)],
      [52, fixTime(nowMs)],
    ]
    if (extra) header.push([43, 'Y'], [122, extra.original])
    const message: FixMessage = { type, fields: [...header, ...fields] }
    if (!adminTypes.has(type) && !extra) state.stored.set(seq, message)
    return encodeFix(message)
  }
  const nothing: StepResult = { send: [], deliver: [], loggedOn: false }
  const end = (nowMs: number, reason: string): StepResult => {
    state.phase = 'closed'
    return { ...nothing, send: [out(nowMs, '5', [[58, reason]])], close: reason }
  }
  const logon = (nowMs: number) =>
    out(nowMs, 'A', [[98, '0'], [108, String(options.heartbeatSec)], ...(options.logonFields ?? [])])

  /** A connection is there. The initiator speaks first. */
  const open = (nowMs: number): StepResult => {
    state.phase = 'logging-on'
    if (options.resend === 'this-connection') state.stored.clear()
    state.testedMs = undefined
    state.resendToSeq = 0
    state.lastInMs = nowMs
    return options.role === 'initiator' ? { ...nothing, send: [logon(nowMs)] } : nothing
  }

  const receive = (message: FixMessage, nowMs: number): StepResult => {
    state.lastInMs = nowMs
    state.testedMs = undefined
    const seq = Number(fixValue(message, 34))
    const time = fixTimeMs(fixValue(message, 52) ?? '')
    if (!Number.isSafeInteger(seq) || seq < 1 || time === undefined)
      return end(nowMs, 'MsgSeqNum or SendingTime missing')
    if (fixValue(message, 49) !== options.targetCompId || fixValue(message, 56) !== options.senderCompId) {
      return end(nowMs, 'CompID problem')
    }
    if (state.phase === 'logging-on' && message.type !== 'A') return { ...nothing, close: 'first message is no Logon' }
    const duplicate = fixValue(message, 43) === 'Y'
    if (!duplicate && Math.abs(nowMs - time) > sendingTimeOffMsMax) return end(nowMs, 'SendingTime accuracy problem')
    if (message.type === '4' && fixValue(message, 123) !== 'Y') return sequenceReset(message, nowMs)
    if (seq < state.nextIn) {
      if (duplicate) return nothing
      return end(nowMs, `MsgSeqNum too low, expecting ${state.nextIn} but received ${seq}`)
    }
    if (message.type === 'A') return logonReceived(message, seq, nowMs)
    // A request to resend is answered even out of order, or two sides with gaps would wait for each other for ever.
    const answered = message.type === '2' ? resent(message, nowMs) : []
    if (seq > state.nextIn) return { ...nothing, send: [...answered, ...askAgain(seq, nowMs)] }
    state.nextIn = seq + 1
    if (message.type === '2') return { ...nothing, send: answered }
    return inOrder(message, nowMs)
  }

  const askAgain = (seq: number, nowMs: number): readonly string[] => {
    if (state.resendToSeq >= seq) return []
    state.resendToSeq = seq
    return [
      out(nowMs, '2', [
        [7, String(state.nextIn)],
        [16, '0'],
      ]),
    ]
  }

  const logonReceived = (message: FixMessage, seq: number, nowMs: number): StepResult => {
    if (state.phase !== 'logging-on') return end(nowMs, 'Logon in a link that is open')
    const missing = (options.role === 'acceptor' ? (options.logonFields ?? []) : []).find(
      ([tag, value]) => fixValue(message, tag) !== value,
    )
    if (missing) return end(nowMs, 'Logon refused')
    const send = options.role === 'acceptor' ? [logon(nowMs)] : []
    state.phase = 'active'
    if (seq > state.nextIn) return { ...nothing, send: [...send, ...askAgain(seq, nowMs)], loggedOn: true }
    state.nextIn = seq + 1
    return { ...nothing, send, loggedOn: true }
  }

  const sequenceReset = (message: FixMessage, nowMs: number): StepResult => {
    const next = Number(fixValue(message, 36))
    if (!Number.isSafeInteger(next) || next < state.nextIn) return end(nowMs, 'SequenceReset backwards')
    state.nextIn = next
    return nothing
  }

  const inOrder = (message: FixMessage, nowMs: number): StepResult => {
    switch (message.type) {
      case '0':
      case '3':
        return message.type === '3' ? { ...nothing, deliver: [message] } : nothing
      case '1':
        return { ...nothing, send: [out(nowMs, '0', [[112, fixValue(message, 112) ?? 'TEST']])] }
      case '4': {
        const next = Number(fixValue(message, 36))
        if (!Number.isSafeInteger(next) || next < state.nextIn) return end(nowMs, 'SequenceReset backwards')
        state.nextIn = next
        return nothing
      }
      case '5': {
        const send = state.phase === 'logging-out' ? [] : [out(nowMs, '5', [])]
        state.phase = 'closed'
        return { ...nothing, send, close: fixValue(message, 58) ?? 'logout' }
      }
      default:
        return { ...nothing, deliver: [message] }
    }
  }

  const resent = (message: FixMessage, nowMs: number): readonly string[] => {
    const from = Number(fixValue(message, 7))
    const to = Number(fixValue(message, 16))
    if (!Number.isSafeInteger(from) || from < 1 || from >= state.nextOut) return []
    const last = to === 0 || to >= state.nextOut ? state.nextOut - 1 : to
    const send: string[] = []
    let gapFrom = from
    const fill = (next: number) => {
      if (next > gapFrom) send.push(gapFill(gapFrom, next, nowMs))
      gapFrom = next + 1
    }
    for (let seq = from; seq <= last; seq++) {
      const stored = state.stored.get(seq)
      if (!stored) continue
      fill(seq)
      send.push(out(nowMs, stored.type, stored.fields.slice(4), { seq, original: fixValue(stored, 52)! }))
    }
    fill(last + 1)
    return send
  }

  const gapFill = (from: number, next: number, nowMs: number): string =>
    out(
      nowMs,
      '4',
      [
        [123, 'Y'],
        [36, String(next)],
      ],
      { seq: from, original: fixTime(nowMs) },
    )

  /** Time has passed: a heartbeat when we were silent, a question when they are, an end when they stay so. */
  const tick = (nowMs: number): StepResult => {
    if (state.phase !== 'active') return nothing
    const everyMs = options.heartbeatSec * 1_000
    if (state.testedMs !== undefined && nowMs - state.testedMs >= everyMs) {
      state.phase = 'closed'
      return { ...nothing, close: 'no answer to a TestRequest' }
    }
    if (state.testedMs === undefined && nowMs - state.lastInMs >= everyMs * 1.2) {
      state.testedMs = nowMs
      return { ...nothing, send: [out(nowMs, '1', [[112, `T${state.nextOut}`]])] }
    }
    return nowMs - state.lastOutMs >= everyMs ? { ...nothing, send: [out(nowMs, '0', [])] } : nothing
  }

  return {
    open,
    receive,
    tick,
    /** Bytes of an application message, numbered. Only in an active link. */
    application: (type: string, fields: readonly FixField[], nowMs: number): string => out(nowMs, type, fields),
    logout: (nowMs: number): string => {
      state.phase = 'logging-out'
      return out(nowMs, '5', [])
    },
  }
}

export type FixLink = ReturnType<typeof fixLink>
