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
  for (const [i, { title, lines }] of reportSections(state.report, state.language).entries()) {
    const section = element('section', '')
    if (i === 0) section.className = state.report.holds ? 'answer holds' : 'answer fails'
    section.append(element('h2', title))
    const list = element('ul', '')
    list.append(...lines.map((line) => element('li', line)))
    section.append(list)
    byId('result').append(section)
  }
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

function verify(name, bundle) {
  const texts = () => pageTexts[state.language]
  state.busy = true
  state.report = undefined
  state.file = { name, sha256: hashText(bundle) }
  show()
  const source = new Blob([byId('worker').textContent], { type: 'text/javascript' })
  const url = URL.createObjectURL(source)
  const worker = new Worker(url)
  const end = () => {
    worker.terminate()
    URL.revokeObjectURL(url)
    state.busy = false
  }
  worker.addEventListener('message', ({ data }) => {
    if (data.progress !== undefined) {
      const { done, total } = data.progress
      say(texts().working(done, total), total === 0 ? 1 : done / total)
      return
    }
    end()
    if (data.refused !== undefined) return say(`${texts().refused}${data.refused}`)
    state.report = data.report
    say('')
    show()
  })
  worker.addEventListener('error', (event) => {
    end()
    say(`${texts().refused}${event.message}`)
  })
  worker.postMessage({ wasm: wasmBytes(), bundle, ...(state.trust === undefined ? {} : { trust: state.trust.text }) })
}

async function take(file) {
  if (file === undefined || state.busy) return
  say(pageTexts[state.language].reading, 0)
  verify(file.name, await file.text())
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
