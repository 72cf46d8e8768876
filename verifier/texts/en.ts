import type { ReportTexts } from './texts.ts'

export const en: ReportTexts = {
  title: 'Verification of a case bundle',
  holds:
    'Result: the bundle is consistent in itself. Every entry was decided again from its sources and came out the same.',
  holdsInPart: (replayed, entries) =>
    `Result: the bundle is consistent in itself as far as it is shown. ${replayed} of ${entries} entries were decided again and came out the same; the others rest on what is withheld.`,
  fails: (count) => `Result: the bundle does NOT hold. ${count} fault${count === 1 ? '' : 's'} found.`,
  rehearsal: 'SANDBOX: this is a rehearsal. Nothing in it happened in the real world.',
  cut: (reader) =>
    `This bundle was cut for ${reader}. Entries are hidden whole in it and fields are withheld; what is shown stands under the same log heads as the whole. Decisions cannot be made again from it.`,
  readers: {
    court: 'the court',
    defence: 'the defence',
    victim: 'a victim',
    platform: 'a platform',
    public: 'the public',
  },
  firstFault: 'First thing wrong:',
  signersKnown: 'The logs are signed by keys that were given from outside.',
  signersUnknown:
    'Consistent in itself at most, signers not identified: no key was given from outside. Compare the fingerprints below with printed papers.',
  cutFor: ({ zone, reader, rule }) =>
    `The part of ${zone} says that it was cut for ${reader} by the rule ${rule}. Nobody signed that.`,
  keysTitle: 'Who vouches for each key',
  uses: { log: 'log', witness: 'witness', person: 'person', organisation: 'organisation' },
  key: ({ use, holder, zone, vouchedBy, shown, from, until, signatures, fingerprint, follows }) =>
    `${use} ${holder} (zone ${zone}), key ${fingerprint}${follows === '' ? '' : `, in place of ${follows}`}, vouched for by ${vouchedBy} (${shown}), valid from ${from} to ${until}, ${signatures} signatures`,
  trusted: 'given from outside',
  notTrusted: 'not given from outside',
  open: 'open',
  keyHead: ['Use', 'Holder', 'Zone', 'Key', 'Vouched for by', 'Shown', 'Valid', 'Signatures', 'From outside'],
  shownBy: {
    opening: 'by its own opening: nobody else says so',
    document: 'by the document in this file, SHA-256',
    'document withheld': 'by a document that is withheld, SHA-256',
    nothing: 'nothing shows whose it is',
  },
  packsUnknown: (names) =>
    `NOT PROVED: that the rules which decided are the law. No hash of these packs was given from outside: ${names}.`,
  packsTitle: 'Which packs of rules decided, and who published them',
  pack: ({ id, version, publisher, decided, hash }) =>
    `${id} ${version}, published by ${publisher}, decided ${decided} entries, SHA-256 ${hash}`,
  logsTitle: 'Who ran each log and each witness',
  log: ({ origin, operator, size, root, hash, algorithms }) =>
    `log ${origin}, run by ${operator}, ${size} entries, root ${root} (${hash}), signed with ${algorithms.join(' and ') || 'no key that the zone enrolled'}`,
  witnesses: (names) => `witnesses: ${names}`,
  noWitness: 'no witness cosigned',
  unknownSignatures: (names) => `signatures of keys that nobody names here, of no weight: ${names}`,
  independence: {
    none: 'no independent witness: the log could have been rewritten before it was shown',
    'same group': 'the witness is not shown to be independent of the log',
    independent: 'the witness is of another organisation than the log',
    rehearsal: 'one machine ran both logs: this independence is rehearsed, not real',
  },
  timesTitle: 'Who says when',
  time: ({ zone, size, at, accuracyMs, authority, root, rootFingerprint, entries }) =>
    `zone ${zone}: the first ${size} entries of the log existed by ${at} (± ${accuracyMs} ms), ${entries} of this bundle among them that no earlier time-stamp shows; says ${authority}, under ${root}, root certificate SHA-256 ${rootFingerprint}`,
  logIncidentsTitle: 'Logs that went back or were shown in two versions',
  logIncident: ({ zone, log, incident, at, heldSize, offeredSize, entry }) =>
    `${at} recorded by ${zone}: ${incident === 'restored' ? `its own log had signed a head of ${heldSize} entries and went on from ${offeredSize}: an older database was restored. What stood between is not in this log` : incident === 'rollback' ? `the log of ${log} showed a head of ${offeredSize} entries after one of ${heldSize}` : `the log of ${log} showed two histories (${incident}), heads of ${heldSize} and ${offeredSize} entries`} [${entry}]`,
  chainTitle: 'What proofs of EVM chains show, and under which block',
  chain: ({ network, what, height, hash, at, confirmations, document }) =>
    `${network}: ${what === 'receipt' ? 'this transaction and its receipt' : 'this state of accounts'} ${what === 'receipt' ? 'are' : 'is'} under the block of hash ${hash}, height ${height}, which says ${at}, with ${confirmations - 1} blocks above it in the proof (document ${document}). Not proved: that this block is the chain's. Its header holds no work; the zone's source of the chain attests it. Ask another node for the hash at this height.`,
  notProvedTitle: 'What this does not prove',
  notProved: {
    packs: 'that the packs of rules are what their publisher published: compare their hashes with the publisher’s',
    signers: 'who the signers are: the keys are named by the bundle itself',
    'papers-genuine': 'that the papers are genuine: only that their issuer’s key signed them',
    'all-coins-entered': 'that all coins that were seized were entered',
    'consent-free': 'that consent was given freely',
    'nothing-later': 'that nothing was recorded after the last entry shown',
    times:
      'when things were recorded: no time-stamp stands under a root given from outside, the times are those of the zones’ own clocks',
    withheld: 'what was withheld: it is committed to, and was not computed again',
  },
  faultsTitle: 'What is wrong',
  faults: {
    form: 'not a bundle',
    document: 'document changed',
    paper: 'paper not signed by its issuer',
    guard: 'rule not met',
    price: 'price does not recompute',
    posting: 'books do not balance',
    decision: 'decision comes out otherwise',
    pack: 'pack of rules missing or unreadable',
    signature: 'signature of a person does not hold',
    field: 'value is not the one committed to',
    crossing: 'what crossed is not what was sent',
    world: 'rehearsal and real mixed',
    chain: 'entry out of its place',
    checkpoint: 'log head not signed by the log’s key',
    inclusion: 'entry not in the log',
    cosignature: 'cosignature does not hold',
    trust: 'key not given from outside',
    time: 'time-stamp does not hold',
    digest: 'bundle changed after it was written',
  },
  at: ({ zone, index, kind, recordedAt }) => `zone ${zone}, index ${index}, ${kind}, recorded ${recordedAt}`,
  line: (line) => `line ${line}`,
  omitted: (count) => `… and ${count} more that follow from these`,
  provedTitle: 'What was proved',
  counts: ({ replayed, entries, facts, postings, documents, signatures }) =>
    `${replayed} of ${entries} entries decided again, ${facts} facts, ${postings} postings, ${documents} documents, ${signatures} signatures checked`,
  attestedTitle: 'What rests on the word of others',
  attestedBy: ({ by, facts }) => `${by}: ${facts}`,
  actorsWord: 'who acted',
  zonesWord: 'the zone’s own worker',
  withheldTitle: 'What is withheld',
  deleted: ({ at, duty, source }) => `destroyed at ${at} under ${duty} (${source})`,
  withheldKinds: {
    entry: 'entries hidden whole, positions of stream',
    field: 'field',
    document: 'document',
    decision: 'decision not computed again, for want of',
    fact: 'fact kept as recorded',
  },
  stagesTitle: 'Stages reached',
  moneyTitle: 'Money (minor units)',
  money: ({ currency, gross, fees, net, credited, treasury, claimants }) =>
    `${currency}: gross ${gross}, fees ${fees}, net ${net}, credited ${credited}, to the treasury ${treasury}, to victims and creditors ${claimants}`,
  postingsTitle: 'Every posting',
  postingHead: ['Recorded at', 'Zone', 'By', 'Account', 'Asset', 'Units'],
  rulesTitle: 'Rules that were applied',
  ruleHead: ['Rule', 'What it says', 'Pack', 'Source', 'Entries'],
  holdingsTitle: 'Holdings (base units)',
  holding: ({ asset, seized, sold, returned, networkFees, inCustody }) =>
    `${asset}: seized ${seized}, sold ${sold}, returned in kind ${returned}, network fees ${networkFees}, in custody ${inCustody}`,
  account: ({ owner, bank, number }) => `credited to account ${number} of ${owner} at ${bank}`,
  inTransit: (asset, units) => `between the zones: ${units} of ${asset}`,
}
