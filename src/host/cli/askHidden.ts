import { stderr, stdin } from 'node:process'

/** Asks at the terminal; what is typed is not shown. Undefined where input is no terminal. Ctrl-C ends the process. */
export async function askHidden(question: string): Promise<string | undefined> {
  if (!stdin.isTTY) return undefined
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  try {
    return await new Promise<string>((answer) => {
      let typed = ''
      const hear = (keys: string): void => {
        for (const key of keys) {
          if (key === '\u0003') process.exit(130)
          if (key === '\r' || key === '\n' || key === '\u0004') {
            stdin.off('data', hear)
            answer(typed)
            return
          }
          if (key === '\u007f' || key === '\b') typed = [...typed].slice(0, -1).join('')
          else typed += key
        }
      }
      stdin.on('data', hear)
    })
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}
