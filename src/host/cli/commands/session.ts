import type { Command, Option } from '../command.ts'

const zone: Option = {
  value: 'URL',
  many: true,
  text: 'A zone; once for each.',
  otherwise: 'SLUICE_ZONE of the environment, or http://127.0.0.1:7310',
}
const rehearsal = '--zone http://127.0.0.1:7310 --zone http://127.0.0.1:7320'

export const signIn: Command = {
  path: ['sign-in'],
  summary: 'sign in at a zone, for the commands that follow',
  about: [
    'A zone shows what it holds to people whom its directory knows. Signs a challenge of the zone with your key, and keeps the session that it opens in a file that only you can read (SLUICE_SESSION, or sluice/sessions.json in your folder for state). The key is not sent. A session ends after eight hours, after two without a request, with sluice sign-out, and at once when the key is revoked.',
    'Commands also take --as FILE or SLUICE_KEY and sign in by themselves. What is signed to sign in can never count as an act or an approval. Sign in at addresses that you know: who stands between you and the zone could use your session.',
  ],
  operands: [],
  options: {
    zone,
    as: { value: 'FILE', many: true, text: 'Your key file; with several zones one for each, in any order.' },
  },
  examples: [
    {
      line: `npx sluice sign-in --as .sluice/rehearsal/people/p-zhang.json --as .sluice/rehearsal/people/p-lam.json ${rehearsal}`,
      text: 'In both zones of the rehearsal, as the officer of the case and as the holder of the trust account.',
    },
  ],
  exits: [
    'signed in',
    'the key opens no zone that was named, or no answer',
    'something wrong with the key file or the call',
  ],
  load: async () => (await import('../access/session.ts')).signInAndKeep,
}

export const whoAmI: Command = {
  path: ['whoami'],
  summary: 'as whom one reads, in each zone',
  about: ['Asks the zone whose session this is: person, organisation, roles, and when it ends.'],
  operands: [],
  options: { zone },
  examples: [{ line: 'npx sluice whoami', text: 'Am I signed in?' }],
  exits: ['signed in', 'not signed in, or no answer', 'something wrong with the call'],
  load: async () => (await import('../access/session.ts')).sayWho,
}

export const signOut: Command = {
  path: ['sign-out'],
  summary: 'end the session of sluice sign-in',
  about: ['The zone forgets the session, and so does this machine.'],
  operands: [],
  options: { zone },
  examples: [{ line: `npx sluice sign-out ${rehearsal}`, text: 'At the end of the day.' }],
  exits: ['signed out, or was not signed in', 'no answer; forgotten here', 'something wrong with the call'],
  load: async () => (await import('../access/session.ts')).signOut,
}
