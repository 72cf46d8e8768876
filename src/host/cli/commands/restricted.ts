import type { Command, Option } from '../command.ts'

const register: Option = {
  value: 'FILE',
  text: 'How this person opens the register: what sluice restricted start or login wrote. Readable by its owner only.',
}
const output: Option = { value: 'FILE', text: 'Where to write how the person opens the register.' }
const embedded: Option = {
  value: 'FOLDER',
  text: 'Keep the register on a PostgreSQL of its own in this folder, which runs while a command does.',
  otherwise: 'SLUICE_RESTRICTED_ADMIN_URL of the environment names the institution’s own server',
}
const about: Option = {
  value: 'REFERENCE',
  text: 'The institution’s own reference of what it is about; never a zone’s case number.',
}
const detail: Option = {
  value: 'FILE',
  text: 'The text, from a file or from standard input (-): never on the command line.',
}
const institution = { name: 'INSTITUTION', text: 'up to 21 lower-case letters, digits and _' }
const stays = 'Nothing of it enters a log, a bundle, a statistic or the other zone: no process of a zone can open it.'

export const restrictedStart: Command = {
  path: ['restricted', 'start'],
  summary: 'a register of reports, consent and no-consent, of one institution and nobody else',
  about: [
    'Makes a database of the institution’s own with its first officer (the money laundering reporting officer), and writes how that officer opens it. Each person has a login of their own; what they may do follows from it, and every look is noted where what was looked at is kept.',
    stays,
  ],
  operands: [institution],
  options: { officer: { value: 'ID', text: 'The first officer.' }, embedded, output },
  examples: [
    {
      line: 'npx sluice restricted start platform_a --officer p-mlro --embedded ~/restricted -o mlro.json',
      text: 'On a machine of the institution, without a server.',
    },
  ],
  exits: ['made', 'never', 'something wrong with the call, or the register is there'],
  load: async () => (await import('../restricted/commands.ts')).start,
}

export const restrictedLogin: Command = {
  path: ['restricted', 'login'],
  summary: 'a login for a person; it opens nothing until an officer names them',
  about: ['What the administrator of the institution’s server does. Who may read is the officers’ to say, not theirs.'],
  operands: [institution],
  options: { person: { value: 'ID', text: 'Whose login.' }, embedded, output },
  examples: [
    {
      line: 'npx sluice restricted login platform_a --person p-deputy --embedded ~/restricted -o deputy.json',
      text: 'The login; then the officer runs sluice restricted name p-deputy.',
    },
  ],
  exits: ['made', 'never', 'something wrong with the call'],
  load: async () => (await import('../restricted/commands.ts')).login,
}

export const restrictedName: Command = {
  path: ['restricted', 'name'],
  summary: 'an officer lets a person in, or ends that',
  about: ['Staff record and read; officers also decide and name. Nobody ends their own.'],
  operands: [{ name: 'PERSON', text: 'who' }],
  options: {
    register,
    officer: { text: 'As an officer, who decides and names others.' },
    end: { text: 'From now on this person finds nothing here.' },
  },
  examples: [
    { line: 'npx sluice restricted name p-deputy --register mlro.json', text: 'The deputy may record and read.' },
  ],
  exits: ['named, or ended', 'never', 'nothing there, or not an officer: the same words'],
  load: async () => (await import('../restricted/commands.ts')).name,
}

export const restrictedRecord: Command = {
  path: ['restricted', 'record'],
  summary: 'record a report, a consent or its refusal',
  about: [`Keeps who recorded it and when. What stands is not changed. ${stays}`],
  operands: [],
  options: {
    register,
    kind: { value: 'KIND', choices: ['report', 'consent', 'no-consent'], text: 'What it is.' },
    about,
    detail,
  },
  examples: [
    {
      line: 'npx sluice restricted record --register mlro.json --kind report --about deposit-17 --detail report.txt',
      text: 'A report made to the JFIU.',
    },
  ],
  exits: ['recorded', 'never', 'nothing there, or not named: the same words; or something wrong with the call'],
  load: async () => (await import('../restricted/commands.ts')).record,
}

export const restrictedList: Command = {
  path: ['restricted', 'list'],
  summary: 'what stands in the register, for who is named',
  about: ['Who is not named is answered as where there is nothing, in the same words. The look is noted either way.'],
  operands: [],
  options: { register, about: { ...about, otherwise: 'everything' } },
  examples: [{ line: 'npx sluice restricted list --register mlro.json', text: 'All of it.' }],
  exits: ['listed', 'never', 'nothing there, or not named: the same words'],
  load: async () => (await import('../restricted/commands.ts')).list,
}

export const restrictedDecide: Command = {
  path: ['restricted', 'decide'],
  summary: 'hold or proceed: the only words that may leave',
  about: [
    'An officer decides; the reasons stay here. What is printed is all that the platform may say in a zone: as the reason of hold.placed with the kind venue-hold, or as its statement in clearance.given. A hold reads the same whatever is behind it, and has the same name, term and lifter; the zone refuses another.',
  ],
  operands: [{ name: 'DECISION', text: 'hold or proceed' }],
  options: { register, about, detail },
  examples: [
    {
      line: 'npx sluice restricted decide hold --register mlro.json --about deposit-17 --detail reasons.txt',
      text: 'Prints: venue hold, reason restricted',
    },
  ],
  exits: ['decided', 'never', 'nothing there, or not an officer: the same words; or something wrong with the call'],
  load: async () => (await import('../restricted/commands.ts')).decide,
}
