// The court's page: one file, opened from disk. It hands the bundle to workers made from its own text, and shows what comes back as text, never as markup.
// The report stays in a worker and comes in parts, so that the page has time for its reader whatever the bundle's size.

import { pageTexts } from './pageTexts.ts'

const byId = (id) => document.getElementById(id)
const state = { language: 'zh-CN', shown: undefined, keeper: undefined, file: undefined, trust: undefined, busy: false }

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
  byId('actions').hidden = state.shown === undefined
  byId('sandbox').hidden = state.shown?.sandbox !== true
  byId('sandbox').textContent = texts.sandbox
  if (state.trust !== undefined) byId('trust-name').textContent = texts.trustGiven(state.trust.name)
  if (state.shown === undefined) return
  byId('result').append(element('p', texts.file(state.file.name, state.file.sha256), 'file'))
  const left = []
  for (const [i, part] of state.shown.sections[state.language].entries()) {
    const section = element('section', '')
    if (i === 0) section.className = `answer ${state.shown.answer}`
    const { frame, put } = part.head === undefined ? listOf() : tableOf(part.head)
    section.append(element('h2', part.title), frame)
    byId('result').append(section)
    for (const row of part.rows) put(row)
    if (part.rows.length < part.total) left.push({ section: i, put, from: part.rows.length, total: part.total })
  }
  pour(left)
}

function listOf() {
  const frame = element('ul', '')
  return { frame, put: ([line]) => frame.append(element('li', line)) }
}

/** Long tables scroll by themselves; on paper each row is there. */
function tableOf(head) {
  const table = element('table', '')
  const headRow = element('tr', '')
  headRow.append(...head.map((text) => element('th', text)))
  const top = element('thead', '')
  top.append(headRow)
  const body = element('tbody', '')
  table.append(top, body)
  const frame = element('div', '', 'frame')
  frame.append(table)
  return { frame, put: (cells) => body.append(rowOf(cells)) }
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

let showing = 0

/** Asks the worker that keeps the report for the rest of the long parts, one portion after the other, unless something else is shown by then. */
async function pour(left) {
  const mine = showing
  byId('print').disabled = left.length > 0
  for (const { section, put, from, total } of left) {
    for (let at = from; at < total; ) {
      const { rows } = await ask({ language: state.language, section, from: at })
      if (mine !== showing) return
      for (const row of rows) put(row)
      at += Math.max(1, rows.length)
    }
  }
  byId('print').disabled = false
}

/** What a worker says against the work, in each language. */
function refusal(said) {
  return Object.assign(new Error(said.en), { said })
}

/** One question to the worker that keeps the report, and the answer to it among others. */
function ask(asked) {
  const { keeper } = state
  const fits = (told) =>
    'save' in asked
      ? told.saved !== undefined
      : told.section === asked.section && told.from === asked.from && told.language === asked.language
  return new Promise((resolve, reject) => {
    const hear = ({ data }) => {
      if (data.refused === undefined && !fits(data)) return
      keeper.removeEventListener('message', hear)
      if (data.refused === undefined) resolve(data)
      else reject(refusal(data.refused))
    }
    keeper.addEventListener('message', hear)
    keeper.postMessage(asked)
  })
}

function say(text, part, wrong = false) {
  byId('status').textContent = text
  byId('status').className = wrong ? 'wrong' : ''
  byId('bar').hidden = part === undefined
  if (part !== undefined) byId('bar').value = part
}

/** Each worker holds the file as an object of its own: more of them would ask too much of a small machine. */
const workersMax = 4
/** Below this many bytes one worker is as fast as several. */
const sharedFrom = 2_000_000

function workersFor(file) {
  return file.size < sharedFrom ? 1 : Math.max(1, Math.min(workersMax, navigator.hardwareConcurrency ?? 1))
}

/** A worker made from the page's own text, beside the one script that its policy lets run: nothing is loaded. */
function newWorker() {
  const url = URL.createObjectURL(new Blob([byId('worker').textContent], { type: 'text/javascript' }))
  const worker = new Worker(url)
  // The browser has taken it by the first answer.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true })
  return worker
}

/** Gives each worker its share; the first makes the report from what all found, and keeps it. Rejects with what a worker said against the work. */
function verify(file) {
  const texts = () => pageTexts[state.language]
  const of = workersFor(file)
  const workers = Array.from({ length: of }, newWorker)
  const dones = new Array(of).fill(0)
  // From each of the others to the first: what they find is much, and no concern of the page's.
  const lines = workers.slice(1).map(() => new MessageChannel())
  const answered = new Promise((resolve, reject) => {
    const heard = (take, data) => {
      if (data.progress !== undefined) {
        const { total } = data.progress
        dones[take] = data.progress.done
        const done = Math.min(...dones)
        say(texts().working(done, total), total === 0 ? 1 : done / total)
      } else if (data.refused !== undefined) reject(refusal(data.refused))
      else if (data.shown !== undefined) resolve(data.shown)
    }
    for (const [take, worker] of workers.entries()) {
      worker.addEventListener('message', ({ data }) => heard(take, data))
      worker.addEventListener('error', (event) => reject(new Error(event.message)))
      const trust = state.trust === undefined ? {} : { trust: state.trust.text }
      const ports = take === 0 ? lines.map(({ port1 }) => port1) : [lines[take - 1].port2]
      worker.postMessage(
        { wasm: byId('cedar-wasm').textContent, bundle: file, share: { of, take }, ports, ...trust },
        ports,
      )
    }
  })
  const [first, ...others] = workers
  return answered
    .then(
      (shown) => ({ shown, keeper: first }),
      (error) => {
        first.terminate()
        throw error
      },
    )
    .finally(() => {
      for (const worker of others) worker.terminate()
    })
}

/** SHA-256 of the file's bytes, in a worker beside the others: the file is read a part at a time. */
function fingerprint(file) {
  const worker = newWorker()
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }) =>
      data.fingerprint === undefined ? reject(refusal(data.refused)) : resolve(data.fingerprint),
    )
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
    worker.postMessage({ fingerprint: file })
  }).finally(() => worker.terminate())
}

async function take(file) {
  if (file === undefined || state.busy) return
  state.busy = true
  state.shown = undefined
  state.keeper?.terminate()
  state.keeper = undefined
  show()
  say(pageTexts[state.language].reading, 0)
  try {
    const [{ shown, keeper }, sha256] = await Promise.all([verify(file), fingerprint(file)])
    state.file = { name: file.name, sha256 }
    state.keeper = keeper
    state.shown = shown
    say('')
  } catch (error) {
    say(`${pageTexts[state.language].refused}${error.said?.[state.language] ?? error.message}`, undefined, true)
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
byId('save').addEventListener('click', async () => {
  const { saved } = await ask({ save: true })
  const url = URL.createObjectURL(saved)
  const link = element('a', '')
  link.href = url
  link.download = `${state.file.name}.report.json`
  link.click()
  URL.revokeObjectURL(url)
})
state.language = languageOfReader()
show()
