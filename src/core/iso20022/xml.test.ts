import { describe, expect, test } from 'vitest'
import { utf8ToBytes } from '../record/hash.ts'
import { readXml } from './xml.ts'

const read = (text: string, limits = {}) => readXml(utf8ToBytes(text), limits)

test('elements, attributes, references and line ends read as XML 1.0 says', () => {
  const root = read(
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- a --><D xmlns="urn:x"><A Ccy="C&amp;N">1\r\n&lt;&#65;&#x4E2D;</A><B/></D>\n',
  )
  expect(root).toMatchObject({ name: 'D', namespace: 'urn:x', text: '', line: 2, column: 11 })
  expect(root.children.map(({ name, text, attributes }) => [name, text, { ...attributes }])).toEqual([
    ['A', '1\n<A中', { Ccy: 'C&N' }],
    ['B', '', {}],
  ])
})

test('a prefix stands for its namespace, and prefixed attributes are left out', () => {
  const root = read(
    '<p:D xmlns:p="urn:x" xmlns:xsi="urn:i" xsi:schemaLocation="a b"><p:A xmlns="urn:y"><B/></p:A></p:D>',
  )
  expect([root.name, root.namespace, root.children[0]!.namespace, root.children[0]!.children[0]!.namespace]).toEqual([
    'D',
    'urn:x',
    'urn:x',
    'urn:y',
  ])
  expect({ ...root.attributes }).toEqual({})
})

test('a byte order mark is read over', () => {
  expect(readXml(Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8ToBytes('<a/>')])).name).toBe('a')
})

describe('refused with line and column:', () => {
  test.each([
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', 1, 1],
    ['an entity beyond the five', '<a>\n&nbsp;</a>', 2, 1],
    ['CDATA', '<a><![CDATA[1]]></a>', 1, 4],
    ['a processing instruction', '<?pi x?><a/>', 1, 2],
    ['a comment inside a value', '<a>1<!-- -->2</a>', 1, 13],
    ['text beside elements', '<a>x<b/></a>', 1, 9],
    ['another closing tag', '<a></b>', 1, 7],
    ['no closing tag', '<a><b></b>', 1, 11],
    ['an attribute twice', '<a b="1" b="2"/>', 1, 11],
    ['an attribute without quotes', '<a b=1/>', 1, 6],
    ['a prefix that nobody declared', '<x:a/>', 1, 5],
    ['two roots', '<a/><b/>', 1, 5],
    ['a reference to no character', '<a>&#0;</a>', 1, 4],
    ['a reference to half a character', '<a>&#xD800;</a>', 1, 4],
    ['a control character', '<a>\u0007</a>', 1, 4],
    ['another encoding', '<?xml version="1.0" encoding="GB18030"?><a/>', 1, 1],
    ['XML 1.1', '<?xml version="1.1"?><a/>', 1, 1],
    ['an end of CDATA in text', '<a>]]></a>', 1, 7],
    ['two hyphens in a comment', '<!-- a -- b --><a/>', 1, 1],
    ['nothing', '', 1, 1],
  ])('%s', (_name, text, line, column) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'MESSAGE_MALFORMED', facts: expect.objectContaining({ line, column }) }),
    )
  })

  test('bytes that are not UTF-8', () => {
    expect(() => readXml(Uint8Array.from([0x3c, 0x61, 0x2f, 0x3e, 0xff]))).toThrow(
      expect.objectContaining({ code: 'MESSAGE_MALFORMED' }),
    )
  })

  test.each([
    ['more bytes', { bytesMax: 10 }, '<a>12345678</a>'],
    ['deeper', { depthMax: 2 }, '<a><b><c/></b></a>'],
    ['more elements', { elementsMax: 2 }, '<a><b/><b/></a>'],
  ])('%s than allowed', (_name, limits, text) => {
    expect(() => read(text, limits)).toThrow(expect.objectContaining({ code: 'MESSAGE_MALFORMED' }))
  })
})

test('a hundred thousand elements on one line are read in one pass', () => {
  expect(read(`<a>${'<b>x</b>'.repeat(100_000)}</a>`).children).toHaveLength(100_000)
})
