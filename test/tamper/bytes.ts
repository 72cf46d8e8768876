import type { Random } from './random.ts'

/** A change of a file's bytes that nobody made good again. */
export interface ByteChange {
  readonly name: string
  readonly text: string
}

/** One change of one of five kinds: a byte flipped, a line dropped, doubled, two lines swapped, the file cut short. Never the same text. */
export function changeBytes(text: string, random: Random): ByteChange {
  const change = random.pick([flip, flip, drop, double, swap, truncate])(text, random)
  return change.text === text ? flip(text, random) : change
}

/** One character becomes another one in ASCII; a bundle's text is UTF-8, so that every byte of a character can be hit by its neighbours' encoding. */
function flip(text: string, random: Random): ByteChange {
  const at = random.below(text.length)
  const code = text.charCodeAt(at)
  // One bit of the low seven: stays text.
  const other = String.fromCharCode(code ^ (1 << random.below(7)))
  return { name: `flip at ${at}`, text: `${text.slice(0, at)}${other}${text.slice(at + 1)}` }
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1)
}

function joined(parts: readonly string[]): string {
  return parts.map((line) => `${line}\n`).join('')
}

function drop(text: string, random: Random): ByteChange {
  const parts = lines(text)
  const at = random.below(parts.length)
  return { name: `drop line ${at + 1}`, text: joined(parts.filter((_, i) => i !== at)) }
}

function double(text: string, random: Random): ByteChange {
  const parts = lines(text)
  const at = random.below(parts.length)
  return { name: `double line ${at + 1}`, text: joined(parts.flatMap((line, i) => (i === at ? [line, line] : [line]))) }
}

function swap(text: string, random: Random): ByteChange {
  const parts = lines(text)
  const [a, b] = [random.below(parts.length), random.below(parts.length)]
  const swapped = parts.map((line, i) => (i === a ? parts[b]! : i === b ? parts[a]! : line))
  return { name: `swap lines ${a + 1} and ${b + 1}`, text: joined(swapped) }
}

function truncate(text: string, random: Random): ByteChange {
  const at = random.below(text.length)
  return { name: `truncate at ${at}`, text: text.slice(0, at) }
}
