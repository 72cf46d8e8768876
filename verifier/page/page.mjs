// The court's page: one file, opened from disk. It hands the bundle to a worker made from its own text, and shows what comes back as text, never as markup.

import { hashText } from '../../src/core/record/hash.ts'
import { reportSections } from '../reportText.ts'
import { pageTexts } from './pageTexts.ts'

const byId = (id) => document.getElementById(id)
const state = { language: 'zh-CN', report: undefined, file: undefined, trust: undefined, busy: false }

function languageOfReader() {
  const [first = 'zh-CN'] = navigator.languages ?? []
  if (/^zh-(HK|TW|MO|Hant)/i.test(first)) return 'zh-HK'
  return /^zh/i.test(first) ? 'zh-CN' : 'en'
}

function element(tag, text, name) {
  const made = document.createElement(tag)
  made.textContent = text
  if (name !== undefined) made.className = name
  return made
}

function show() {
  const texts = pageTexts[state.language]
  document.documentElement.lang = state.language
  document.title = texts.title
  for (const name of ['title', 'what', 'drop', 'choose', 'trust', 'print', 'save'])
    byId(`text-${name}`).textContent = texts[name]
  for (const button of document.querySelectorAll('[data-language]'))
    button.setAttribute('aria-pressed', String(button.dataset.language === state.language))
  byId('result').replaceChildren()
  byId('actions').hidden = state.report === undefined
  byId('sandbox').hidden = state.report?.world !== 'rehearsal'
  byId('sandbox').textContent = texts.sandbox
  if (state.trust !== undefined) byId('trust-name').textContent = texts.trustGiven(state.trust.name)
  if (state.report === undefined) return
  byId('result').append(element('p', texts.file(state.file.name, state.file.sha256), 'file'))
  for (const [i, part] of reportSections(state.report, state.language, { whole: true }).entries()) {
    const section = element('section', '')
    if (i === 0) section.className = state.report.holds ? 'answer holds' : 'answer fails'
    section.append(element('h2', part.title), part.table === undefined ? listOf(part.lines) : tableOf(part.table))
    byId('result').append(section)
  }
}

function listOf(lines) {
  const list = element('ul', '')
  list.append(...lines.map((line) => element('li', line)))
  return list
}

/** Long tables scroll by themselves; on paper each row is there. */
function tableOf({ head, rows }) {
  const table = element('table', '')
  const headRow = element('tr', '')
  headRow.append(...head.map((text) => element('th', text)))
  const top = element('thead', '')
  top.append(headRow)
  const body = element('tbody', '')
  for (const cells of rows) {
    const row = element('tr', '')
    row.append(...cells.map((text) => element('td', text, /^-?[0-9]+$/.test(text) ? 'number' : undefined)))
    body.append(row)
  }
  table.append(top, body)
  const frame = element('div', '', 'frame')
  frame.append(table)
  return frame
}

function say(text, part) {
  byId('status').textContent = text
  byId('bar').hidden = part === undefined
  if (part !== undefined) byId('bar').value = part
}

/** The engine and the worker stand in the page as text, beside the one script that its policy lets run. */
function wasmBytes() {
  const text = atob(byId('cedar-wasm').textContent.trim())
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i)
  return bytes
}

/** Each worker holds the file as an object of its own: more of them would ask too much of a small machine. */
const workersMax = 4
/** Below this many bytes one worker is as fast as several. */
const sharedFrom = 2_000_000

function workersFor(file) {
  return file.size < sharedFrom ? 1 : Math.max(1, Math.min(workersMax, navigator.hardwareConcurrency ?? 1))
}

/** Gives each worker its share; the first makes the report from what all found. */
function verify(file) {
  const texts = () => pageTexts[state.language]
  const source = new Blob([byId('worker').textContent], { type: 'text/javascript' })
  const url = URL.createObjectURL(source)
  const of = workersFor(file)
  const workers = Array.from({ length: of }, () => new Worker(url))
  const founds = new Array(of)
  const dones = new Array(of).fill(0)
  const end = (said) => {
    for (const worker of workers) worker.terminate()
    URL.revokeObjectURL(url)
    state.busy = false
    say(said)
  }
  const heard = (take, data) => {
    if (data.progress !== undefined) {
      const { total } = data.progress
      dones[take] = data.progress.done
      const done = Math.min(...dones)
      say(texts().working(done, total), total === 0 ? 1 : done / total)
    } else if (data.refused !== undefined) end(`${texts().refused}${data.refused}`)
    else if (data.report !== undefined) {
      state.report = data.report
      end('')
      show()
    } else {
      founds[take] = data.found
      if (!founds.includes(undefined)) workers[0].postMessage({ others: founds.slice(1) })
    }
  }
  for (const [take, worker] of workers.entries()) {
    worker.addEventListener('message', ({ data }) => heard(take, data))
    worker.addEventListener('error', (event) => end(`${texts().refused}${event.message}`))
    const trust = state.trust === undefined ? {} : { trust: state.trust.text }
    worker.postMessage({ wasm: wasmBytes(), bundle: file, share: { of, take }, ...trust })
  }
}

async function take(file) {
  if (file === undefined || state.busy) return
  state.busy = true
  state.report = undefined
  state.file = { name: file.name, sha256: '' }
  show()
  say(pageTexts[state.language].reading, 0)
  state.file.sha256 = await fingerprint(file)
  verify(file)
}

/** SHA-256 of the bytes, by the browser where it lets a page from disk have it. */
async function fingerprint(file) {
  if (crypto.subtle === undefined) return hashText(await file.text())
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

byId('file').addEventListener('change', (event) => take(event.target.files[0]))
byId('trust').addEventListener('change', async (event) => {
  const [file] = event.target.files
  state.trust = file === undefined ? undefined : { name: file.name, text: await file.text() }
  show()
})
for (const type of ['dragenter', 'dragover']) {
  document.addEventListener(type, (event) => {
    event.preventDefault()
    byId('place').classList.add('over')
  })
}
document.addEventListener('dragleave', () => byId('place').classList.remove('over'))
document.addEventListener('drop', (event) => {
  event.preventDefault()
  byId('place').classList.remove('over')
  take(event.dataTransfer.files[0])
})
for (const button of document.querySelectorAll('[data-language]')) {
  button.textContent = pageTexts[button.dataset.language].name
  button.addEventListener('click', () => {
    state.language = button.dataset.language
    show()
  })
}
byId('print').addEventListener('click', () => window.print())
byId('save').addEventListener('click', () => {
  const url = URL.createObjectURL(new Blob([JSON.stringify(state.report, undefined, 2)], { type: 'application/json' }))
  const link = element('a', '')
  link.href = url
  link.download = `${state.file.name}.report.json`
  link.click()
  URL.revokeObjectURL(url)
})
state.language = languageOfReader()
show()
