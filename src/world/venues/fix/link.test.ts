import { expect, test } from 'vitest'
import { fixLink, type LinkOptions, newLink } from './link.ts'
import { type FixField, type FixMessage, fixDecoder, fixTime, fixValue } from './message.ts'

const t0 = Date.UTC(2026, 2, 2, 2)
const ours: LinkOptions = {
  role: 'initiator',
  senderCompId: 'US',
  targetCompId: 'THEM',
  heartbeatSec: 30,
  resend: 'this-connection',
}

/** A message of the other side. */
function theirs(type: string, seq: number, fields: readonly FixField[] = [], atMs = t0): FixMessage {
  return { type, fields: [[49, 'THEM'], [56, 'US'], [34, String(seq)], [52, fixTime(atMs)], ...fields] }
}

function read(sent: readonly string[]): readonly FixMessage[] {
  return fixDecoder().push(sent.join(''))
}

/** Types and numbers of what went out, as 'A1'. */
const brief = (sent: readonly string[]) => read(sent).map((message) => `${message.type}${fixValue(message, 34)}`)

function active(numbers = { nextOut: 1, nextIn: 1 }) {
  const state = newLink(numbers)
  const link = fixLink(ours, state)
  link.open(t0)
  link.receive(
    theirs('A', state.nextIn, [
      [98, '0'],
      [108, '30'],
    ]),
    t0,
  )
  return { state, link }
}

test('the initiator speaks first and is on when the answer comes', () => {
  const state = newLink()
  const link = fixLink(ours, state)
  expect(brief(link.open(t0).send)).toEqual(['A1'])
  const step = link.receive(theirs('A', 1), t0)
  expect(step).toMatchObject({ loggedOn: true, send: [] })
  expect(state).toMatchObject({ phase: 'active', nextOut: 2, nextIn: 2 })
})

test('an acceptor answers a logon, and turns away one without the password', () => {
  const options: LinkOptions = { ...ours, role: 'acceptor', resend: 'all', logonFields: [[554, 'word']] }
  const good = fixLink(options, newLink())
  good.open(t0)
  const step = good.receive(theirs('A', 1, [[554, 'word']]), t0)
  expect(step.loggedOn).toBe(true)
  expect(brief(step.send)).toEqual(['A1'])
  const bad = fixLink(options, newLink())
  bad.open(t0)
  expect(bad.receive(theirs('A', 1, [[554, 'guess']]), t0)).toMatchObject({ loggedOn: false, close: 'Logon refused' })
})

test('what comes before a logon ends the connection', () => {
  const link = fixLink(ours, newLink())
  link.open(t0)
  expect(link.receive(theirs('8', 1), t0).close).toBe('first message is no Logon')
})

test('application messages are delivered in order, each once', () => {
  const { link } = active()
  expect(link.receive(theirs('8', 2, [[17, 'a']]), t0).deliver).toHaveLength(1)
  expect(
    link.receive(
      theirs('8', 2, [
        [43, 'Y'],
        [17, 'a'],
      ]),
      t0,
    ),
  ).toMatchObject({ deliver: [], send: [] })
})

test('a gap is asked for once, and nothing out of order is delivered', () => {
  const { link, state } = active()
  const step = link.receive(theirs('8', 4), t0)
  expect(step.deliver).toEqual([])
  expect(read(step.send)).toMatchObject([
    {
      type: '2',
      fields: expect.arrayContaining([
        [7, '2'],
        [16, '0'],
      ]),
    },
  ])
  expect(link.receive(theirs('8', 4), t0).send).toEqual([])
  for (const seq of [2, 3, 4]) expect(link.receive(theirs('8', seq, [[43, 'Y']]), t0).deliver).toHaveLength(1)
  expect(state.nextIn).toBe(5)
})

test('a gap that is filled moves on; a reset never moves back', () => {
  const { link, state } = active()
  link.receive(
    theirs('4', 2, [
      [123, 'Y'],
      [36, '9'],
    ]),
    t0,
  )
  expect(state.nextIn).toBe(9)
  link.receive(
    theirs('4', 1, [
      [123, 'N'],
      [36, '20'],
    ]),
    t0,
  )
  expect(state.nextIn).toBe(20)
  expect(link.receive(theirs('4', 20, [[36, '3']]), t0).close).toBe('SequenceReset backwards')
})

test('a number that is too low ends the link: somebody has lost their books', () => {
  const { link } = active({ nextOut: 1, nextIn: 7 })
  const step = link.receive(theirs('8', 3), t0)
  expect(step.close).toBe('MsgSeqNum too low, expecting 8 but received 3')
  expect(brief(step.send)).toEqual(['52'])
})

test('an order of an earlier connection is never sent again because it is asked for: the gap is filled', () => {
  const { link, state } = active()
  link.application('D', [[11, 'a']], t0)
  link.application('D', [[11, 'b']], t0)
  const again = fixLink(ours, state)
  again.open(t0)
  again.receive(theirs('A', 2), t0)
  const step = again.receive(
    theirs('2', 3, [
      [7, '2'],
      [16, '0'],
    ]),
    t0,
  )
  expect(read(step.send)).toMatchObject([
    {
      type: '4',
      fields: expect.arrayContaining([
        [34, '2'],
        [43, 'Y'],
        [123, 'Y'],
        [36, '5'],
      ]),
    },
  ])
  expect(state.nextOut).toBe(5)
})

test('what went out since the logon goes again under its own number', () => {
  const { link } = active()
  link.application('H', [[11, 'a']], t0)
  const step = link.receive(
    theirs('2', 2, [
      [7, '1'],
      [16, '0'],
    ]),
    t0,
  )
  expect(read(step.send)).toMatchObject([
    {
      type: '4',
      fields: expect.arrayContaining([
        [34, '1'],
        [36, '2'],
      ]),
    },
    {
      type: 'H',
      fields: expect.arrayContaining([
        [34, '2'],
        [43, 'Y'],
        [11, 'a'],
      ]),
    },
  ])
})

test('an acceptor sends its reports again as possible duplicates, and fills what was administration', () => {
  const state = newLink()
  const link = fixLink({ ...ours, role: 'acceptor', resend: 'all' }, state)
  link.open(t0)
  link.receive(theirs('A', 1), t0)
  link.application('8', [[17, 'a']], t0)
  link.receive(theirs('1', 2, [[112, 'x']]), t0)
  link.application('8', [[17, 'b']], t0)
  const step = link.receive(
    theirs('2', 3, [
      [7, '1'],
      [16, '0'],
    ]),
    t0 + 5,
  )
  expect(brief(step.send)).toEqual(['41', '82', '43', '84'])
  const [, first, , second] = read(step.send)
  for (const [message, id] of [
    [first, 'a'],
    [second, 'b'],
  ] as const) {
    expect(message!.fields).toEqual(
      expect.arrayContaining([
        [43, 'Y'],
        [122, fixTime(t0)],
        [17, id],
      ]),
    )
  }
})

test('silence is asked about, then ended; our own silence is a heartbeat', () => {
  const { link } = active()
  expect(link.tick(t0 + 29_000).send).toEqual([])
  expect(brief(link.tick(t0 + 30_000).send)).toEqual(['02'])
  expect(brief(link.tick(t0 + 36_000).send)).toEqual(['13'])
  link.receive(theirs('0', 2, [], t0 + 37_000), t0 + 37_000)
  expect(link.tick(t0 + 60_000).close).toBeUndefined()
  link.tick(t0 + 75_000)
  expect(link.tick(t0 + 105_000).close).toBe('no answer to a TestRequest')
})

test('a question gets its own words back', () => {
  const { link } = active()
  const [answer] = read(link.receive(theirs('1', 2, [[112, 'are you there']]), t0).send)
  expect(answer).toMatchObject({ type: '0', fields: expect.arrayContaining([[112, 'are you there']]) })
})

test.each([
  [
    'of another sender',
    {
      type: '8',
      fields: [
        [49, 'X'],
        [56, 'US'],
        [34, '2'],
        [52, fixTime(t0)],
      ],
    },
    'CompID problem',
  ],
  ['from three minutes ago', theirs('8', 2, [], t0 - 180_000), 'SendingTime accuracy problem'],
  [
    'without a number',
    {
      type: '8',
      fields: [
        [49, 'THEM'],
        [56, 'US'],
        [52, fixTime(t0)],
      ],
    },
    'MsgSeqNum or SendingTime missing',
  ],
])('a message %s ends the link', (_name, message, reason) => {
  const { link } = active()
  const step = link.receive(message as FixMessage, t0)
  expect(step.close).toBe(reason)
  expect(step.deliver).toEqual([])
})

test('the numbers go on over connections', () => {
  const { link, state } = active()
  link.application('D', [], t0)
  expect(link.receive(theirs('5', 2, [[58, 'end of day']]), t0)).toMatchObject({ close: 'end of day' })
  const again = fixLink(ours, newLink({ nextOut: state.nextOut, nextIn: state.nextIn }))
  expect(brief(again.open(t0).send)).toEqual([`A${state.nextOut}`])
  expect(again.receive(theirs('A', 3), t0)).toMatchObject({ loggedOn: true, send: [] })
})
