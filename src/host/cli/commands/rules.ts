import type { Command, Option } from '../command.ts'

const at: Option = {
  value: 'TIME',
  text: 'The moment asked about: a day of the law (from 00:00 at UTC+8) or a time with its offset.',
  otherwise: 'now',
}
const packs: Option = { value: 'FOLDER', text: 'Where the packs lie.', otherwise: 'the packs that ship with Sluice' }
const model: Option = { value: 'ID', text: 'The model that a case follows.', otherwise: 'beijing' }
const zone: Option = { value: 'ZONE', choices: ['onshore', 'offshore'], text: 'On which shore.' }

export const rulesExplain: Command = {
  path: ['rules', 'explain'],
  summary: 'may this be done, there, then? Every rule that holds, with its source',
  about: [
    'Answers for one kind of act in one zone at one moment: yes, no, or if; and lists every rule that holds then with its source, whether it is met by what is known, and what would meet it. What is not known stays open. It decides nothing: a zone decides on the facts of a case, and refuses on a missing one.',
    'With --venue and --asset the licence register that ships is asked as of that moment, and the fact about the licence is filled in.',
  ],
  operands: [],
  options: {
    action: {
      value: 'KIND',
      text: 'Kind of the act, such as order.placed. Required.',
      pattern: /^[a-z]+\.[A-Za-z]+$/,
      expected: 'a kind such as order.placed',
    },
    zone: { ...zone, otherwise: 'the one zone in which the act exists' },
    at,
    venue: {
      value: 'ENTITY',
      text: 'Licensed legal entity, by its id in packs/registers/licences.json, its legal name or its brand.',
    },
    asset: { value: 'ASSET', text: 'What is traded: CAIP-19 id, or a ticker that is one asset’s alone.' },
    client: { value: 'TYPE', text: 'Type of client that the licence must cover.', otherwise: 'professional-investor' },
    host: { value: 'HOST', text: 'Host at which the venue is addressed.' },
    fact: {
      value: 'NAME=VALUE',
      many: true,
      text: 'A fact that is known: true, false, a number, text, or ok / not ok for a verdict.',
      pattern: /^[A-Za-z]+=/,
      expected: 'NAME=VALUE',
    },
    model,
    packs,
  },
  examples: [
    {
      line: 'npx sluice rules explain --action inquiry.opened --zone onshore --at 2026-03-01 --fact opensOnshore=true',
      text: 'May a price inquiry be opened on the mainland in March 2026?',
    },
    {
      line: 'npx sluice rules explain --action order.placed --at 2026-02-12 --venue VDX --asset BTC',
      text: 'May bitcoin be sold at this platform, the day before its licence?',
    },
  ],
  exits: ['answered yes, or if', 'answered no', 'something wrong with the question'],
  load: async () => (await import('../rules/explainRules.ts')).explainRules,
}

export const rulesList: Command = {
  path: ['rules', 'list'],
  summary: 'all rules that hold at a moment',
  about: [
    'Lists the rules of every pack that hold at a moment: id, source, the kinds of act that it governs, from when and until when.',
  ],
  operands: [],
  options: { at, zone: { ...zone, otherwise: 'both' }, model, packs },
  examples: [
    {
      line: 'npx sluice rules list --at 2026-02-05 --zone onshore',
      text: 'The law of the last day of the notice of 2021.',
    },
  ],
  exits: ['listed', 'never', 'something wrong with the call or a pack'],
  load: async () => (await import('../rules/listRules.ts')).listRulesAt,
}

export const rulesDiff: Command = {
  path: ['rules', 'diff'],
  summary: 'what one version of a pack changes against another',
  about: [
    'Compares two packs: rules added, removed and changed with the fields that differ, parameters with both values, sources, steps of a model. A pack is a folder with pack.json and rules/*.cedar, or its one document as a zone keeps it.',
  ],
  operands: [
    { name: 'PACK_A', text: 'the pack before' },
    { name: 'PACK_B', text: 'the pack after' },
  ],
  options: {
    zone: {
      value: 'URL',
      text: 'Ask a zone for its open cases, and decide again what was recorded in them and what comes next, under either version.',
      otherwise: 'no zone is asked',
    },
  },
  examples: [
    { line: 'npx sluice rules diff packs/models/beijing packs/models/shanghai', text: 'Where two models part.' },
    {
      line: 'npx sluice rules diff packs/cn draft/cn --zone http://127.0.0.1:7310',
      text: 'What a draft of the law means for each open case of a zone.',
    },
  ],
  exits: ['compared', 'a zone does not answer', 'something wrong with a pack'],
  load: async () => (await import('../rules/diffRules.ts')).diffRules,
}

export const rulesCheck: Command = {
  path: ['rules', 'check'],
  summary: 'is every rule reachable, every source present, no rule against another?',
  about: [
    'Checks the packs of law with each model in turn: sources that no rule cites or that are missing, parameters that no rule reads, rules that never hold or never refuse, one id in two packs, and kinds of act whose rules can never all be met at once.',
  ],
  operands: [],
  options: { model: { ...model, otherwise: 'every model' }, packs },
  examples: [{ line: 'npx sluice rules check', text: 'The packs that ship.' }],
  exits: ['nothing found', 'something found', 'a pack cannot be read'],
  load: async () => (await import('../rules/checkRules.ts')).checkRules,
}

export const rulesRegime: Command = {
  path: ['rules', 'regime'],
  summary: 'mainland beside Hong Kong on a day, and how each came to be so',
  about: [
    'Shows for a moment what the law of either shore forbids and permits, each rule with its source and since when it holds, and every change up to then. A clock or a mark is shown as required by others.',
  ],
  operands: [],
  options: { at, packs },
  examples: [
    { line: 'npx sluice rules regime --at 2026-02-06', text: 'The day on which one notice ended and the next began.' },
  ],
  exits: ['shown', 'never', 'something wrong with the call or a pack'],
  load: async () => (await import('../rules/regime.ts')).regimeAt,
}

export const rulesOverrides: Command = {
  path: ['rules', 'overrides'],
  summary: 'which unverified rules a zone lets pass, by whom, and how often',
  about: [
    'Lists every override of a zone with its rule, source or opinion, who gave it and who signed from outside, for whom, from when and until when; and counts them by person and by organ. For auditor and procuratorate.',
  ],
  operands: [],
  options: {
    zone: { value: 'URL', text: 'The zone.', otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310' },
  },
  examples: [{ line: 'npx sluice rules overrides', text: 'The overrides of the zone onshore.' }],
  exits: ['listed', 'a zone does not answer', 'something wrong with the call'],
  load: async () => (await import('../rules/overrides.ts')).listOverrides,
}
