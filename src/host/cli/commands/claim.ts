import type { Command } from '../command.ts'

const bundleOption = { value: 'FILE', text: 'The bundle of the case, with its claim files.' }

export const claimProve: Command = {
  path: ['claim', 'prove'],
  summary: 'write the proof of one claim: what it gets, and the way to the root that the case records',
  about: [
    'Computes the distribution again from the papers in a bundle, and writes what one claimant is handed: the own claim with its salt, and the hashes that lead from it to the root in the case. Nothing of anybody else is in it. Needs a bundle from which the claim files are not withheld.',
    'With --all a proof is written for every claim into a folder, one file each.',
  ],
  operands: [{ name: 'NUMBER', text: 'number of the claim', optional: true }],
  options: {
    bundle: bundleOption,
    root: { value: 'HEX', text: 'Which distribution, where the case has several.' },
    out: { value: 'FILE', text: 'Where to; with --all a folder that is there.', otherwise: 'standard output' },
    all: { text: 'Every claim.' },
  },
  examples: [
    { line: 'npx sluice claim prove V000001 --bundle case.sluice --out V000001.json', text: 'For one claimant.' },
    { line: 'npx sluice claim prove --all --bundle case.sluice --out proofs', text: 'For all.' },
  ],
  exits: ['written', 'the papers do not give the root that the case records', 'no such claim, file or distribution'],
  load: async () => (await import('../claim/proveClaims.ts')).proveClaims,
}

export const claimCheck: Command = {
  path: ['claim', 'check'],
  summary: 'check the proof of a claim against the root that the case records',
  about: [
    'Hashes the claim of a proof up to its root, and compares it with the root that the case records: from a bundle, or given as text from a printed paper. Says what the claim gets from each pot. What it does not prove: that the bank has paid it, and that the loss found is right.',
  ],
  operands: [{ name: 'FILE', text: 'the proof' }],
  options: {
    bundle: bundleOption,
    root: { value: 'HEX', text: 'The root, from a paper of the case.' },
  },
  examples: [
    { line: 'npx sluice claim check V000001.json --bundle case.sluice', text: 'Against the case.' },
    { line: 'npx sluice claim check V000001.json --root 5f1c…', text: 'Against a printed root.' },
  ],
  exits: ['the claim stands under the root', 'it does not', 'no proof, or no root to check against'],
  load: async () => (await import('../claim/checkProof.ts')).checkProof,
}
