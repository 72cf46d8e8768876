/** What is quoted is not a report's own: the words of a program, of a record, the title of a law in its language. */
const quoted = /“[^”]*”|「[^」]*」|《[^》]*》/g
/** Three words of Latin letters with blanks between, which no identifier has; what is all capitals is one. */
const english = /(?<![\w.:/-])[A-Za-z’']*[a-z](?: +[A-Za-z’']*[a-z]){2,}(?![\w.:/-])/

/** The first English sentence that a text has besides what it quotes. @example englishIn('判定：the pack is missing。') // 'the pack is missing' */
export function englishIn(text: string): string | undefined {
  return english.exec(text.replaceAll(quoted, ''))?.[0]
}
