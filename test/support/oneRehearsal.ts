/**
 * The rehearsal that serves a whole test run: `npm start -- --once --json --seed 7`, walked once, when the first test asks for it, in the process that
 * leads the run. Whoever gets it reads what it left; its databases are written to by `test/e2e/cliRehearsal.test.ts` alone. Its ports stay claimed, so
 * that a run of the same seed over the same ports, which gives the same bytes, may follow it.
 */
import { inject } from 'vitest'
import { type Ended, pause, portsInUse, portsOf, removeFolders, startRehearsal } from '../e2e/rehearse.ts'
import { freePorts } from './ports.ts'

export interface OneRehearsal extends Ended {
  readonly seed: string
  /** The first of its row of ports. */
  readonly port: number
  /** Of its ports, those on which somebody listened when it had ended. */
  readonly portsLeft: readonly number[]
}

export const oneSeed = '7'

/** For the process that leads the run: walks it. `stop` deletes what it left. */
export async function walkOneRehearsal(): Promise<{ readonly ended: OneRehearsal; stop(): Promise<void> }> {
  const port = await freePorts(27)
  const ended = await startRehearsal({ port, args: ['--seed', oneSeed] }).ended
  return { ended: { ...ended, seed: oneSeed, port, portsLeft: await portsInUse(portsOf(port)) }, stop: removeFolders }
}

/**
 * For a test. Whether it ended well is for the test to see: `exit`, `err`.
 *
 * @example const { exit, out, folder } = await oneRehearsal()
 */
export async function oneRehearsal(): Promise<OneRehearsal> {
  const { url, token } = inject('lead')
  for (;;) {
    const reply = await fetch(`${url}/rehearsal`, { method: 'POST', headers: { authorization: token } })
    if (!reply.ok) throw new Error(`No rehearsal: ${await reply.text()}`)
    // It takes minutes on a busy machine, longer than a client waits for an answer.
    if (reply.status !== 202) return (await reply.json()) as OneRehearsal
    await pause(500)
  }
}
