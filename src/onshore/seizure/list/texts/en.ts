import type { Texts } from './texts.ts'

export const en: Texts = {
  place: '{file} line {line}: ',
  placeWithColumn: '{file} line {line}, column "{column}": ',
  faults: {
    SECRET:
      'this looks like {kind} (from character {character}). Nothing of the file was kept. Take it out and import again; if it was real, move the coins at once.',
    FILE_EMPTY: 'the file is empty; expected a list in CSV or JSON with a line of headings.',
    FILE_TOO_LARGE: 'the file has {found} bytes; expected at most {expected}. Split the list.',
    NOT_UTF8: 'the text is not UTF-8{looksLike}. Save the list as "CSV UTF-8" and import it again.',
    CSV_QUOTE: '{reason}.',
    CSV_WIDTH:
      'found {found} values; expected {expected}, as many as headings. A value with a comma in it must stand in quotes.',
    CSV_SEPARATOR: 'the headings are parted by "{found}"; expected commas.',
    JSON_SYNTAX: 'this is not JSON: expected {expected}, found "{found}".',
    JSON_SHAPE: 'expected {expected}, found "{found}".',
    COLUMN_MISSING: 'a column is missing; expected {expected}.',
    COLUMN_UNKNOWN: 'the heading "{found}" is not known; expected one of: {expected}.',
    COLUMN_TWICE: 'the heading "{found}" stands for a column that is there already; expected each once.',
    NO_LINES: 'the list has no lines; expected at least one holding.',
    TOO_MANY_LINES: 'the list has {found} lines; expected at most {expected}.',
    CELL_MISSING: 'the {field} is missing; expected a value.',
    CELL_UNPRINTABLE: 'an invisible character ({found}) was found; expected visible text only. Type the value again.',
    CELL_FORMULA: 'the value begins with "{found}", as a formula does; expected text.',
    CELL_TOO_LONG: 'the value has {found} characters; expected at most {expected}.',
    CHAIN_UNKNOWN: 'the chain "{found}" is not known; expected one of: {expected}.',
    CHAIN_NOT_ADMITTED: 'the chain "{found}" does not belong to the world of this case; expected one of: {expected}.',
    ASSET_UNKNOWN: 'the asset "{found}" on {chain} is not in the register; expected a registered one.',
    ASSET_ON_OTHER_CHAIN: 'the asset "{found}" is not one of {chain}; it is known on {expected}.',
    TOKEN_IMPERSONATES:
      'the contract {found} calls itself {ticker} and is not; expected {expected}. Such tokens are as a rule worthless copies.',
    TICKER_MISMATCH: 'the contract does not belong to "{found}"; expected {expected}.',
    CONTRACT_MISSING:
      '"{found}" is a token, and the name alone does not tell which; expected its contract (registered: {expected}).',
    CONTRACT_NOT_EXPECTED: '{ticker} is the coin of {chain} itself and has no contract; found {found}.',
    CONTRACT_INVALID: '"{found}" is no contract address of {chain}; expected one such as {expected}.',
    ADDRESS_INVALID:
      '"{found}" is no address of {chain}: {reason}. Compare it with the wallet, character by character.',
    ADDRESS_WRONG_CHAIN:
      '"{found}" is not an address of {chain}; it is one of {belongsTo}. Mend the chain or the address.',
    ADDRESS_LOOK_ALIKE:
      '{kind}: {found} here, {other} in line {otherLine}. Expected addresses that cannot be taken for one another; check both against the wallet.',
    AMOUNT_MALFORMED: 'the amount "{found}" is {reason}; expected plain digits with at most one dot, such as 1234.56.',
    AMOUNT_TOO_PRECISE: 'the amount "{found}" has more decimals than {ticker} has; expected at most {decimals}.',
    AMOUNT_NOT_POSITIVE: 'the amount is {found}; expected more than zero.',
    AMOUNT_TWICE: 'the amount stands here in units and in base units ({found}); expected one of the two.',
    TXID_INVALID: '"{found}" is no transaction id of {chain}; expected {expected}.',
    INDEX_INVALID: 'the index is "{found}"; expected a whole number from 0 to 999999.',
    INDEX_MISSING: 'a transaction of {chain} has several outputs; expected the index of the one that was held.',
    INDEX_WITHOUT_TXID: 'an index without a transaction says nothing; expected the transaction id as well.',
    TIME_MALFORMED: 'the time "{found}" cannot be read; expected the form {expected}.',
    TIME_WITHOUT_ZONE: 'the time "{found}" has no zone; expected one, as in {expected}, or a column for it.',
    TIME_IMPOSSIBLE: '"{found}" is on no calendar or clock; expected a day and hour that exist.',
    TIME_IN_FUTURE: '"{found}" has not come yet; expected no later than {now}.',
    TIME_TOO_EARLY: '"{found}" is before the first block; expected {expected} or later.',
    VALUATION_INCOMPLETE:
      'the valuation lacks {missing}; expected amount, currency, date and source together, or none of them.',
    CURRENCY_UNKNOWN: 'the currency "{found}" is not known; expected an ISO 4217 code such as {expected}.',
    DUPLICATE_OUTPUT: 'the same transaction and index stand in line {otherLine} ({found}); expected each once.',
    DUPLICATE_HOLDING:
      'the same asset at the same address stands in line {otherLine} ({found}); expected each once, or a transaction for each part.',
    HOLDING_OVERLAPS:
      'line {otherLine} has the same asset at the same address ({found}), one of the two for the whole balance and one for a single transaction; expected the whole or its parts, not both.',
    ADDRESS_WITHOUT_CHECKSUM:
      '{found} is written without a checksum, so that a slip in it cannot be seen. Compare it with the wallet.',
    ADDRESS_FUTURE_WITNESS:
      '{found} has a witness version that no rule of {chain} uses yet. Compare it with the wallet.',
  },
  addressReasons: {
    empty: 'it is empty',
    blank: 'there is a blank or invisible character in it',
    alphabet: 'it has a character that no such address has',
    length: 'it is too short or too long',
    checksum: 'its checksum does not fit, so at least one character is wrong',
    'mixed-case': 'it mixes upper and lower case',
    prefix: 'it does not begin as an address of this chain does',
    witness: 'its witness version or length is not allowed',
    zero: 'nobody holds this address',
  },
  reasons: {
    'full-width': 'written in full-width characters',
    blank: 'surrounded by blanks',
    exponent: 'in exponent form, so digits may be lost',
    grouped: 'grouped by separators',
    sign: 'written with a sign',
    fraction: 'not whole, as base units are',
    words: 'written with a word for a multiple',
    other: 'not a plain number',
    unclosed: 'a quote is opened and never closed; expected its other half',
    'after-quote': 'something follows a closing quote; expected a comma or the end of the line',
    inside: 'a quote stands inside a value without quotes; expected the whole value in quotes and the quote doubled',
  },
  secrets: {
    'recovery-phrase': 'a recovery phrase (mnemonic)',
    'private-key': 'a private key; a transaction id belongs in a column of that name',
    wif: 'a private key in wallet import format',
    'encrypted-private-key': 'an encrypted private key',
    'extended-private-key': 'an extended private key',
    keystore: 'an Ethereum keystore',
    'pem-private-key': 'a private key in PEM',
    'age-secret-key': 'an age secret key',
    'xrpl-seed': 'a seed of an XRP Ledger account',
  },
  alike: {
    'look-alike': 'two addresses share beginning and end',
    'case-twin': 'two addresses differ in upper and lower case only',
  },
}
