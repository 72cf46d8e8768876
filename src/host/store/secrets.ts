/** The generated passwords of an embedded server, kept beside it in one file that only its owner may read. */
import { randomBytes } from 'node:crypto'
import { chmod, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { SluiceError } from '../../core/errors.ts'

export const adminUser = 'sluice_admin'

export type Secrets = Record<string, string>

const fileOf = (folder: string) => join(folder, 'secrets.json')

/** The passwords by user. An absent file is an empty list. @throws {STORE_UNAVAILABLE} when the file is not what we wrote */
export async function readSecrets(folder: string): Promise<Secrets> {
  const text = await readFile(fileOf(folder), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  const found: unknown = parse(text)
  const good =
    typeof found === 'object' && found !== null && Object.values(found).every((value) => typeof value === 'string')
  if (!good)
    throw new SluiceError(
      'STORE_UNAVAILABLE',
      `${fileOf(folder)} is damaged. Put back a copy of it; the passwords stand nowhere else.`,
      {
        facts: { file: fileOf(folder) },
      },
    )
  return found as Secrets
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The password of a user, made when there is none yet. Durable before it is returned. */
export async function passwordFor(folder: string, user: string): Promise<string> {
  const secrets = await readSecrets(folder)
  const known = secrets[user]
  if (known !== undefined) return known
  const password = randomBytes(24).toString('base64url')
  await write(folder, { ...secrets, [user]: password })
  return password
}

async function write(folder: string, secrets: Secrets): Promise<void> {
  const fresh = `${fileOf(folder)}.${process.pid}`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(secrets, null, 2)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(fresh, 0o600)
  await rename(fresh, fileOf(folder))
}
