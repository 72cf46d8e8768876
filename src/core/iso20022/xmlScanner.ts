import { SluiceError } from '../errors.ts'

export interface XmlPosition {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
}

const blank = /[ \t\r\n]*/y
const nameToken = /[A-Za-z_][A-Za-z0-9_.-]*(?::[A-Za-z_][A-Za-z0-9_.-]*)?/y
const textRun = /[^<&]+/y
// What XML 1.0 2.2 does not call a character; a lone surrogate cannot come out of a UTF-8 decoder.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to refuse
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', apos: "'", quot: '"' }
const reference = /&(?:(amp|lt|gt|apos|quot)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));/y

/** A cursor over decoded text. Refuses with the line and column where it stands. */
export class Scanner {
  readonly #text: string
  #index = 0
  #line = 1
  #lineStart = 0
  #nextBreak: number

  constructor(text: string) {
    this.#text = text
    this.#nextBreak = text.indexOf('\n')
    const found = illegal.exec(text)
    if (found) {
      this.#index = found.index
      this.refuse('characters that XML allows', `U+${found[0].charCodeAt(0).toString(16).padStart(4, '0')}`)
    }
  }

  ended(): boolean {
    return this.#index >= this.#text.length
  }

  at(token: string): boolean {
    return this.#text.startsWith(token, this.#index)
  }

  peek(length: number): string {
    return this.#text.slice(this.#index, this.#index + length)
  }

  skip(length: number): void {
    this.#index += length
  }

  expect(token: string): void {
    if (!this.at(token)) this.refuse(token)
    this.#index += token.length
  }

  /** Always true, so that a loop can step over blanks in its condition. */
  skipBlank(): true {
    this.#take(blank)
    return true
  }

  skipComment(): void {
    const end = this.#text.indexOf('--', this.#index + 4)
    if (end < 0 || this.#text[end + 2] !== '>') this.refuse('a comment that ends with -->')
    this.#index = end + 3
  }

  readName(): string {
    return this.#take(nameToken) || this.refuse('a name')
  }

  /** Text up to the next tag, references resolved. */
  readText(): string {
    let value = ''
    while (!this.ended() && !this.at('<')) {
      value += this.at('&') ? this.#readReference() : this.#takePlain(textRun)
    }
    return value
  }

  readQuoted(): string {
    const quote = this.peek(1)
    if (quote !== '"' && quote !== "'") this.refuse('a quoted value')
    this.#index++
    const run = quote === '"' ? /[^"<&]+/y : /[^'<&]+/y
    let value = ''
    while (!this.at(quote)) {
      if (this.ended() || this.at('<')) this.refuse(`a closing ${quote}`)
      value += this.at('&') ? this.#readReference() : this.#takePlain(run).replaceAll(/[\t\n]/g, ' ')
    }
    this.#index++
    return value
  }

  position(): XmlPosition {
    while (this.#nextBreak >= 0 && this.#nextBreak < this.#index) {
      this.#line++
      this.#lineStart = this.#nextBreak + 1
      this.#nextBreak = this.#text.indexOf('\n', this.#lineStart)
    }
    return { line: this.#line, column: this.#index - this.#lineStart + 1 }
  }

  refuse(expected: string, found?: string): never {
    const { line, column } = this.position()
    const what = found ?? (this.ended() ? 'the end of the document' : JSON.stringify(this.peek(24)))
    throw new SluiceError('MESSAGE_MALFORMED', `line ${line}, column ${column}: expected ${expected}, found ${what}.`, {
      facts: { line, column, expected, found: what },
    })
  }

  #readReference(): string {
    reference.lastIndex = this.#index
    const match = reference.exec(this.#text)
    if (!match) return this.refuse('one of &amp; &lt; &gt; &apos; &quot; or a character reference')
    const code = match[2] !== undefined ? Number.parseInt(match[2], 10) : Number.parseInt(match[3] ?? '0', 16)
    const character = match[1] !== undefined ? named[match[1]]! : this.#characterOf(code)
    this.#index += match[0].length
    return character
  }

  #characterOf(code: number): string {
    const surrogate = code >= 0xd800 && code <= 0xdfff
    if (code === 0 || code > 0x10ffff || surrogate || illegal.test(String.fromCodePoint(code))) {
      return this.refuse('a reference to a character that XML allows')
    }
    return String.fromCodePoint(code)
  }

  // Line ends become LF before anything reads them: XML 1.0 2.11.
  #takePlain(pattern: RegExp): string {
    const value = this.#take(pattern)
    if (value.includes(']]>')) this.refuse('text without ]]>')
    return value.includes('\r') ? value.replaceAll(/\r\n?/g, '\n') : value
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#index
    const value = pattern.exec(this.#text)?.[0] ?? ''
    this.#index += value.length
    return value
  }
}
