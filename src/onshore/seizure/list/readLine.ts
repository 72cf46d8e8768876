import { judgeAddress } from '../../../core/assets/addresses/checkAddress.ts'
import { judgeAsset } from '../../../core/assets/assetBy.ts'
import { type Chain, chainById, chainNamed, chainOf } from '../../../core/assets/chains.ts'
import type { Asset, AssetRegister } from '../../../core/assets/register.ts'
import type { Field } from './columns.ts'
import { type Fault, type FaultCode, type Flaw, flaw, isFlaw } from './fault.ts'
import type { Holding, Valuation } from './holding.ts'
import { readDate, readMoment } from './moment.ts'
import { readUnits } from './readUnits.ts'
import { readValuation } from './readValuation.ts'
import { at, type Row } from './row.ts'

export interface LineContext {
  readonly file: string
  readonly registry: AssetRegister
  /** CAIP-2 ids that this case admits. */
  readonly networks: readonly string[]
  /** RFC 3339. */
  readonly now: string
}

export interface LineAnswer {
  /** Absent when the line has a fault. */
  readonly holding?: Holding
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

/** Judges one line: everything wrong with it at once, or what it says in canonical form. */
export function readLine(row: Row, context: LineContext): LineAnswer {
  const reader = new LineReader(row, context)
  const holding = reader.holding()
  return reader.faults.length > 0 || !holding
    ? { faults: reader.faults, warnings: [] }
    : { holding, faults: [], warnings: reader.warnings }
}

/** Collects faults while it reads, so that an officer mends a line once. */
export class LineReader {
  readonly faults: Fault[] = []
  readonly warnings: Fault[] = []
  readonly row: Row
  readonly context: LineContext

  constructor(row: Row, context: LineContext) {
    this.row = row
    this.context = context
  }

  holding(): Holding | undefined {
    this.judgeText()
    const chain = this.chain()
    const asset = chain && this.asset(chain)
    const address = chain && this.address(chain)
    const units = asset && readUnits(this, asset)
    const txid = chain && this.txid(chain)
    const index = this.index(chain)
    const acquiredAt = this.take('acquiredAt', (text) => readMoment(text, this.text('zone'), this.context.now))
    const seizedOn = this.take('seizedOn', (text) => readDate(text, this.context.now))
    const valuation = readValuation(this)
    const evidence = this.text('evidence')
    const note = this.text('note')
    if (!chain || !asset || address === undefined || units === undefined) return undefined
    return compact({
      line: this.row.line,
      asset: asset.id,
      chain: chain.id,
      address,
      units,
      txid,
      index,
      acquiredAt,
      seizedOn,
      valuation,
      evidence,
      note,
    })
  }

  /** Text of a field in NFC without blanks around it; empty when absent. Addresses are read raw, with theirs. */
  text(field: Field): string {
    return (this.row.cells[field]?.text ?? '').trim().replace(/\r\n/g, '\n').normalize('NFC')
  }

  /** Reads a field that may be absent; a flaw becomes a fault at its place. */
  take<T>(field: Field, read: (text: string) => T | Flaw): T | undefined {
    const cell = this.row.cells[field]
    if (!cell) return undefined
    const answer = read(cell.text)
    if (!isFlaw(answer)) return answer
    this.fault(field, answer)
    return undefined
  }

  fault(field: Field, what: Flaw): void {
    this.faults.push(at(this.context.file, this.row.cells[field] ?? { line: this.row.line, column: '' }, what))
  }

  missing(field: Field): undefined {
    this.fault(field, flaw('CELL_MISSING', { field }))
    return undefined
  }

  judgeText(): void {
    for (const [field, cell] of Object.entries(this.row.cells)) {
      const place = field as Field
      const text = place === 'note' ? cell.text.replace(/\r?\n/g, ' ') : cell.text
      const hidden = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.exec(text)?.[0]
      if (hidden !== undefined) this.fault(place, flaw('CELL_UNPRINTABLE', { found: codePoint(hidden) }))
      else if (formula.test(text.trim())) this.fault(place, flaw('CELL_FORMULA', { found: text.trim().slice(0, 1) }))
      else if (cell.text.length > textMax)
        this.fault(place, flaw('CELL_TOO_LONG', { expected: String(textMax), found: String(cell.text.length) }))
    }
  }

  chain(): Chain | undefined {
    const cell = this.row.cells.chain
    if (!cell) return this.missing('chain')
    const chain = chainNamed(cell.text.trim())
    const admitted = this.context.networks.map((id) => chainById(id)?.name ?? id).join(', ')
    if (chain && this.context.networks.includes(chain.id)) return chain
    this.fault('chain', flaw(chain ? 'CHAIN_NOT_ADMITTED' : 'CHAIN_UNKNOWN', { found: cell.text, expected: admitted }))
    return undefined
  }

  asset(chain: Chain): Asset | undefined {
    const cell = this.row.cells.asset
    if (!cell) return this.missing('asset')
    const written = cell.text.trim()
    const { registry } = this.context
    const byId = registry.byId.get(written)
    // An id says its chain itself; it must be the one of the line.
    if (byId && chainOf(written) !== chain.id)
      return this.refuseAsset('asset', 'ASSET_ON_OTHER_CHAIN', {
        found: written,
        chain: chain.name,
        expected: byId.chain,
      })
    const contract = this.row.cells.contract?.text ?? (byId?.contract || '')
    const answer = judgeAsset(registry, { chain: chain.id, contract, ticker: written })
    if (!('reason' in answer)) return answer
    const found = contract === '' || answer.reason === 'contract-missing' ? written : contract
    switch (answer.reason) {
      case 'unknown': {
        const names = answer.chains.map((id) => chainById(id)?.name ?? id).join(', ')
        if (answer.chains.length > 0)
          return this.refuseAsset('asset', 'ASSET_ON_OTHER_CHAIN', {
            found: written,
            chain: chain.name,
            expected: names,
          })
        return this.refuseAsset('asset', 'ASSET_UNKNOWN', { found, chain: chain.name })
      }
      case 'impersonation':
        return this.refuseAsset('contract', 'TOKEN_IMPERSONATES', {
          found,
          ticker: written,
          expected: answer.expected.join(', '),
        })
      case 'other-ticker':
        return this.refuseAsset('asset', 'TICKER_MISMATCH', { found: written, expected: answer.expected.join(', ') })
      case 'contract-missing':
        return this.refuseAsset('asset', 'CONTRACT_MISSING', { found: written, expected: answer.expected.join(', ') })
      case 'contract-with-coin':
        return this.refuseAsset('contract', 'CONTRACT_NOT_EXPECTED', { found, ticker: written, chain: chain.name })
      case 'contract-invalid':
        return this.refuseAsset('contract', 'CONTRACT_INVALID', {
          found,
          chain: chain.name,
          expected: answer.expected.join(', ') || contractForms[chain.family],
        })
    }
  }

  refuseAsset(field: Field, code: FaultCode, values: Record<string, string>): undefined {
    this.fault(field, flaw(code, values))
    return undefined
  }

  address(chain: Chain): string | undefined {
    const cell = this.row.cells.address
    if (!cell) return this.missing('address')
    const answer = judgeAddress({ chain: chain.id, address: cell.text })
    if ('reason' in answer) {
      const wrongChain = answer.reason === 'wrong-chain'
      const values = {
        found: cell.text,
        chain: chain.name,
        reason: answer.reason,
        belongsTo: answer.belongsTo.join(', '),
      }
      this.fault('address', flaw(wrongChain ? 'ADDRESS_WRONG_CHAIN' : 'ADDRESS_INVALID', values))
      return undefined
    }
    const warning =
      answer.note &&
      ({ 'no-checksum': 'ADDRESS_WITHOUT_CHECKSUM', 'future-witness-version': 'ADDRESS_FUTURE_WITNESS' } as const)[
        answer.note
      ]
    if (warning) this.warnings.push(at(this.context.file, cell, flaw(warning, { found: cell.text, chain: chain.name })))
    return answer.canonical
  }

  txid(chain: Chain): string | undefined {
    return this.take('txid', (text) => {
      const form = txidForms[chain.family]
      const written = text.trim()
      if (form.pattern.test(written))
        return chain.family === 'filecoin' ? written : written.toLowerCase().replace(/^0x/, '')
      return flaw('TXID_INVALID', { found: written, chain: chain.name, expected: form.expected })
    })
  }

  index(chain: Chain | undefined): number | undefined {
    const index = this.take('index', (text) =>
      /^(0|[1-9][0-9]{0,5})$/.test(text.trim()) ? Number(text.trim()) : flaw('INDEX_INVALID', { found: text.trim() }),
    )
    if (index !== undefined && !this.row.cells.txid) this.fault('index', flaw('INDEX_WITHOUT_TXID'))
    // Of a bitcoin-like transaction an output is held, not the transaction.
    if (chain?.family === 'bitcoin' && this.row.cells.txid && !this.row.cells.index)
      this.fault('txid', flaw('INDEX_MISSING', { chain: chain.name }))
    return index
  }
}

const textMax = 400
/** What a spreadsheet would run when this list is opened there again. */
export const formula = /^(?:[=@]|[+-][A-Za-z(=@])/

const contractForms: Readonly<Record<Chain['family'], string>> = {
  evm: '0x...',
  tron: 'T...',
  bitcoin: '--',
  filecoin: '--',
  xrpl: '--',
}

const hash = { pattern: /^[0-9a-fA-F]{64}$/, expected: '64 hex digits' }
const txidForms = {
  bitcoin: hash,
  tron: hash,
  xrpl: hash,
  evm: { pattern: /^(0x)?[0-9a-fA-F]{64}$/, expected: '0x and 64 hex digits' },
  filecoin: { pattern: /^bafy2bza[a-z2-7]{54}$/, expected: 'a message CID, bafy2bza...' },
} as const

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
}

interface Loose extends Pick<Holding, 'line' | 'asset' | 'chain' | 'address' | 'units'> {
  readonly txid: string | undefined
  readonly index: number | undefined
  readonly acquiredAt: string | undefined
  readonly seizedOn: string | undefined
  readonly valuation: Valuation | undefined
  readonly evidence: string
  readonly note: string
}

/** What is empty is absent: a record holds no null. */
function compact(loose: Loose): Holding {
  return Object.fromEntries(
    Object.entries(loose).filter(([, value]) => value !== undefined && value !== ''),
  ) as unknown as Holding
}
