import type { verify as base } from '../zh-CN/verify.ts'

export const verify = {
  title: 'Verify',
  explain:
    'Replays the case in this browser: hashes, signatures, log proofs, every rule, every posting. The server takes no part.',
  button: 'Verify case',
  running: 'Verifying',
  'step.download': 'Fetching the export',
  'step.replay': 'Replaying',
  other: 'Export of the other zone (optional)',
  'other.add': 'Add file',
  'other.explain':
    "Add the other zone's export, a bundle file, or a file of keys from outside. With this zone's export alone, this zone alone is verified.",
  holds: 'All of it holds, signers identified by keys from outside',
  consistent: 'Consistent in itself, signers not identified',
  fails: 'It does not hold',
  first: 'First thing wrong',
  proved: 'Proved',
  attested: 'Attested',
  withheld: 'Withheld',
  report: 'Report',
  download: 'Download bundle',
  unavailable: 'This build holds no verifier',
  failed: 'The verification could not run',
} satisfies Record<keyof typeof base, string>
