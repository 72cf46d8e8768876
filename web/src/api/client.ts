import type { Problem } from './types.ts'

/** An answer that is no success, with what the server said of it. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }
}

/** Asks the zone that serves this page, and no other. @throws {ProblemError} */
export async function getJson<T>(path: string): Promise<T> {
  return (await answerOf(await fetch(path, { headers: { accept: 'application/json' } }))).json() as Promise<T>
}

export async function getText(path: string): Promise<string> {
  return (await answerOf(await fetch(path))).text()
}

export async function postJson<T>(path: string, body: string): Promise<T> {
  const response = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return (await answerOf(response)).json() as Promise<T>
}

/** Hands in a document; it is kept under the hash of its bytes. */
export async function postText(path: string, body: string): Promise<void> {
  await answerOf(await fetch(path, { method: 'POST', headers: { 'content-type': 'text/plain' }, body }))
}

export async function deleteAt(path: string): Promise<void> {
  await answerOf(await fetch(path, { method: 'DELETE' }))
}

async function answerOf(response: Response): Promise<Response> {
  if (response.ok) return response
  throw new ProblemError(problemOf(response.status, await response.text()))
}

function problemOf(status: number, text: string): Problem {
  try {
    const value = JSON.parse(text) as Problem
    if (typeof value.code === 'string' && typeof value.detail === 'string') return value
  } catch {
    // Not from our server: a proxy's page, or nothing.
  }
  return { status, title: String(status), code: 'INTERNAL', detail: text.slice(0, 200) || `HTTP ${status}` }
}
