import type { access as base } from '../zh-CN/access.ts'

export const access = {
  'signIn.title': 'Sign in',
  'signIn.lead':
    'What this zone holds is shown to the people in its directory. Sign one challenge with the key that is enrolled for you.',
  'signIn.explain':
    'The key is used in this page only; it is never sent and never stored. What is signed to sign in can never count as an act or an approval. A session lasts eight hours at most, and ends after two without a request.',
  'signIn.found': 'Public key found',
  'signIn.use': 'Sign in',
  'signIn.ended': 'The session has ended. Sign in again.',
  'signIn.checked': 'Compare address and log name before you sign in',
  'signIn.away': 'This zone does not answer',
  'people.title': 'SANDBOX people',
  'people.lead':
    'The people of a rehearsal are made up and their keys are in the hands of the sandbox: one click signs in as one of them. Each sees something else.',
  'people.none': 'The people of the sandbox do not answer just now',
  'me.as': '{{person}} · {{org}}',
  'me.until': 'Session until {{at}}',
  'me.roles': 'Roles',
  'me.signOut': 'Sign out',
  'public.open': 'Open to everybody:',
  'public.checkpoint': 'checkpoint of the log',
  deleted: 'deleted',
  sealed: 'Sealed until the last fill',
  'personal.show': 'Show',
  'personal.reason': 'Why it has to be seen',
  'personal.recorded': 'The record will say who was shown which value and why; never the value.',
  'personal.key': 'Load a signing key first',
  'personal.sign': 'Sign and show',
  'judgments.title': 'Public: effective judgments',
  'judgments.none': 'No effective judgment in this zone yet',
  'judgments.lot': 'Lot {{lot}}',
} satisfies Record<keyof typeof base, string>
