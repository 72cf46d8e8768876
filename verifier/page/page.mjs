// The court's page: one file, opened from disk. It hands the bundle to a worker made from its own text, and shows what comes back as text, never as markup.

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
  showing++
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
    if (i === 0) section.className = `answer ${answerClass(state.report)}`
    section.append(element('h2', part.title), part.table === undefined ? listOf(part.lines) : tableOf(part.table))
    byId('result').append(section)
  }
}

/** Green is for what nobody need ask about further: signers and packs of rules known from outside, nothing withheld from deciding again. */
function answerClass({ holds, signersIdentified, packs, counts }) {
  if (!holds) return 'fails'
  const rules = packs.every(({ decided, trusted }) => decided === 0 || trusted)
  return signersIdentified && rules && counts.replayed === counts.entries ? 'holds' : 'partly'
}

function listOf(lines) {
  const list = element('ul', '')
  pour(lines.values(), (line) => list.append(element('li', line)))
  return list
}

/** Long tables scroll by themselves; on paper each row is there. Rows come in parts, so that no table holds the page up. */
function tableOf({ head, rows }) {
  const table = element('table', '')
  const headRow = element('tr', '')
  headRow.append(...head.map((text) => element('th', text)))
  const top = element('thead', '')
  top.append(headRow)
  const body = element('tbody', '')
  table.append(top, body)
  pour(rows.values(), (cells) => body.append(rowOf(cells)))
  const frame = element('div', '', 'frame')
  frame.append(table)
  return frame
}

function rowOf(cells) {
  const row = element('tr', '')
  row.append(...cells.map((text) => element('td', text, classOf(text))))
  return row
}

function classOf(text) {
  if (/^-?[0-9]+$/.test(text)) return 'number'
  if (/^\d{4}-\d\d-\d\dT\S*Z/.test(text)) return 'time'
  return /[0-9a-f]{40}/.test(text) ? 'hash' : undefined
}

/** What is shown at once, and what with each turn after that. */
const rowsAtOnce = 200
let pouring = 0
let showing = 0

/** Hands over the first of a list now and the rest when the page has time, unless something else is shown by then. */
function pour(items, put) {
  const mine = showing
  const step = () => {
    if (mine !== showing) return true
    for (let i = 0; i < rowsAtOnce; i++) {
      const { value, done } = items.next()
      if (done) return true
      put(value)
    }
    return false
  }
  if (step()) return
  pouring++
  const go = () => {
    if (!step()) return setTimeout(go, 0)
    pouring--
    byId('print').disabled = pouring > 0
  }
  byId('print').disabled = true
  setTimeout(go, 0)
}

function say(text, part, wrong = false) {
  byId('status').textContent = text
  byId('status').className = wrong ? 'wrong' : ''
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

/** A worker made from the page's own text: nothing is loaded. */
function newWorker() {
  const url = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }))
  const worker = new Worker(url)
  // The browser has taken it by the first answer.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  return worker
}

/** Gives each worker its share; the first makes the report from what all found. Rejects with what a worker said against the work. */
function verify(file) {
  const texts = () => pageTexts[state.language]
  const of = workersFor(file)
  const workers = Array.from({ length: of }, newWorker)
  const founds = new Array(of)
  const dones = new Array(of).fill(0)
  const answered = new Promise((resolve, reject) => {
    const heard = (take, data) => {
      if (data.progress !== undefined) {
        const { total } = data.progress
        dones[take] = data.progress.done
        const done = Math.min(...dones)
        say(texts().working(done, total), total === 0 ? 1 : done / total)
      } else if (data.refused !== undefined) reject(new Error(data.refused))
      else if (data.report !== undefined) resolve(data.report)
      else {
        founds[take] = data.found
        if (!founds.includes(undefined)) workers[0].postMessage({ others: founds.slice(1) })
      }
    }
    for (const [take, worker] of workers.entries()) {
      worker.addEventListener('message', ({ data }) => heard(take, data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
      const trust = state.trust === undefined ? {} : { trust: state.trust.text }
      worker.postMessage({ wasm: wasmBytes(), bundle: file, share: { of, take }, ...trust })
    }
  })
  return answered.finally(() => {
    for (const worker of workers) worker.terminate()
  })
}

/** SHA-256 of the file's bytes, in a worker beside the others: the file is read a part at a time. */
function fingerprint(file) {
  const worker = newWorker()
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) =>
      data.fingerprint === undefined ? reject(new Error(data.refused)) : resolve(data.fingerprint),
    )
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
    worker.postMessage({ fingerprint: file })
  }).finally(() => worker.terminate())
}

async function take(file) {
  if (file === undefined || state.busy) return
  state.busy = true
  state.report = undefined
  show()
  say(pageTexts[state.language].reading, 0)
  try {
    const [report, sha256] = await Promise.all([verify(file), fingerprint(file)])
    state.file = { name: file.name, sha256 }
    state.report = report
    say('')
  } catch (error) {
    say(`${pageTexts[state.language].refused}${error.message}`, undefined, true)
  }
  state.busy = false
  show()
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
