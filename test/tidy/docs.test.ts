/** The documents say what is so: links lead somewhere, files and commands that they name exist, words are those of the screens. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { commands } from '../../src/host/cli/commands.ts'
import { commonOptions } from '../../src/host/cli/readWords.ts'
import { kinds as kindsEn } from '../../web/src/i18n/en/kinds.ts'
import { roles as rolesEn } from '../../web/src/i18n/en/roles.ts'
import { kinds as kindsZhCN } from '../../web/src/i18n/zh-CN/kinds.ts'
import { roles as rolesZhCN } from '../../web/src/i18n/zh-CN/roles.ts'
import { kinds as kindsZhHK } from '../../web/src/i18n/zh-HK/kinds.ts'
import { roles as rolesZhHK } from '../../web/src/i18n/zh-HK/roles.ts'
import { root, trackedFiles } from './sources.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const tracked = trackedFiles()
const documents = tracked.filter((path) => path.endsWith('.md') && !path.startsWith('test/vectors/'))
/** Written by hand about the code as it stands; the others are generated, or speak of what was. */
const byHand = documents.filter((path) => /^[A-Z]+\.md$/.test(path) || /^docs\/([a-z]+|decisions\/.*)\.md$/.test(path))

/** As the pages of a repository name a heading. */
function anchorOf(heading: string): string {
  const words = heading.replaceAll('`', '').toLowerCase()
  return words.replace(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-')
}

function anchorsOf(path: string): string[] {
  return [...read(path).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!))
}

function faultOfLink(path: string, target: string): string | undefined {
  const [file = '', anchor] = target.split('#')
  const found = file === '' ? path : normalize(join(dirname(path), file))
  if (!existsSync(join(root, found))) return `${path} links to ${target}, which does not exist`
  if (anchor !== undefined && !anchorsOf(found).includes(anchor)) return `${path} links to ${target}: no such heading`
  return undefined
}

test('every link leads to a file that exists, and to a heading in it', () => {
  const faults = documents.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, target]) => target!)
      .filter((target) => !/^[a-z]+:/.test(target))
      .flatMap((target) => faultOfLink(path, target) ?? []),
  )
  expect(documents).toContain('README.md')
  expect(faults).toEqual([])
})

/** What stands between single backticks or in a fenced block, line by line. */
function codeOf(path: string): string[] {
  const blocks = read(path).split('```')
  const fenced = blocks.filter((_, i) => i % 2 === 1).flatMap((block) => block.split('\n').slice(1))
  const inline = blocks
    .filter((_, i) => i % 2 === 0)
    .flatMap((text) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!))
  return [...fenced, ...inline]
}

// ARCHITECTURE.md names files from the room that it speaks of.
const rooms = [
  '',
  'src',
  'src/core',
  'src/host',
  'src/core/case',
  'src/core/custody',
  'src/core/rules',
  'src/host/work',
  'sandbox',
]
const isPath = /^[\w.-]+(\/[\w.-]+)+\/?$|^[\w-]+\.(ts|tsx|mjs|md|json|sql)$/
const places =
  /^(src|sandbox|web|packs|test|verifier|migrations|scripts|bench|examples|docs|core|host|world|onshore|offshore|crossing|zone|work|log|store|server|case|rules|record)\//

test('every file that a document names exists', () => {
  const faults = byHand.flatMap((path) =>
    codeOf(path)
      .map((code) => code.trim())
      .filter((code) => isPath.test(code) && places.test(code) && !code.includes('/dist/'))
      .filter((code) => !rooms.some((room) => existsSync(join(root, room, code))))
      .map((code) => `${path} names ${code}, which does not exist`),
  )
  expect(faults).toEqual([])
})

function faultOfSluice(path: string, line: string): string[] {
  const words = line
    .slice('npx sluice'.length)
    .split(/ (?:#|\||>) ?/)[0]!
    .trim()
    .split(/\s+/)
  const command = commands.find((candidate) => candidate.path.every((word, i) => words[i] === word))
  if (command === undefined) return [`${path}: there is no command "${line}"`]
  const known = new Set([
    '-h',
    '--help',
    '-o',
    ...Object.keys({ ...command.options, ...commonOptions }).map((name) => `--${name}`),
  ])
  return words
    .filter((word) => /^-/.test(word) && !known.has(word))
    .map((word) => `${path}: "${line}" has no option ${word}`)
}

function faultOfNpm(path: string, line: string): string[] {
  const manifest = line.endsWith(' -w web') ? 'web/package.json' : 'package.json'
  const { scripts } = JSON.parse(read(manifest)) as { scripts: Record<string, string> }
  const [, run, name = ''] = /^npm (run )?(\S+)/.exec(line) ?? []
  if (run === undefined && !['start', 'test'].includes(name)) return []
  if (scripts[name] === undefined) return [`${path}: ${manifest} has no script "${name}"`]
  if (name !== 'start') return []
  const help = read('sandbox/start/options.ts')
  const options = line.split('#')[0]!.match(/--[a-z]+/g) ?? []
  return options
    .filter((option) => option !== '--help' && !help.includes(`${option} `))
    .map((option) => `${path}: npm start has no ${option}`)
}

test('every command that a document names exists, with its options', () => {
  const lines = byHand.flatMap((path) => codeOf(path).map((code) => ({ path, line: code.trim() })))
  const faults = lines.flatMap(({ path, line }) => {
    if (line.startsWith('npx sluice')) return faultOfSluice(path, line)
    if (line.startsWith('npm ')) return faultOfNpm(path, line)
    const file = /^node ([\w/.-]+\.(ts|mjs))/.exec(line)?.[1]
    return file === undefined || existsSync(join(root, file)) ? [] : [`${path}: there is no ${file}`]
  })
  expect(lines.some(({ line }) => line.startsWith('npx sluice verify'))).toBe(true)
  expect(faults).toEqual([])
})

test('each decision has its number once, its four parts, and a line in the index', () => {
  const records = tracked.filter((path) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/.test(path)).sort()
  const index = read('docs/README.md')
  const faults = records.flatMap((path, i) => {
    const text = read(path)
    const parts = [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title)
    const inOrder = path.includes(`/${String(i + 1).padStart(4, '0')}-`) && text.startsWith(`# ${i + 1}. `)
    const whole = parts.join() === 'Context,Decision,Consequences,Turned down'
    return inOrder && whole && index.includes(path.slice('docs/'.length)) ? [] : [path]
  })
  expect(records.length).toBeGreaterThan(12)
  expect(faults).toEqual([])
})

test('the glossary says entries and roles in the words of the screens', () => {
  const glossary = read('docs/glossary.md')
  const rows = [
    ...Object.keys(kindsEn).map(
      (name) =>
        `| ${[`\`${name}\``, ...[kindsZhCN, kindsZhHK, kindsEn].map((of) => of[name as keyof typeof kindsEn])].join(' | ')} |`,
    ),
    ...Object.keys(rolesEn).map(
      (name) =>
        `| ${[`\`${name}\``, ...[rolesZhCN, rolesZhHK, rolesEn].map((of) => of[name as keyof typeof rolesEn])].join(' | ')} |`,
    ),
  ]
  expect(rows.filter((row) => !glossary.includes(row))).toEqual([])
})

test('pictures are small enough for a page', () => {
  const large = tracked.filter(
    (path) => path.startsWith('docs/pictures/') && statSync(join(root, path)).size >= 400_000,
  )
  expect(large).toEqual([])
})
