import { checkClaim } from '../../../core/claims/claimProof.ts'
import { formatMoney } from '../../../core/money/amount.ts'
import { callError } from '../callFaults/callFault.ts'
import { type Call, exitDone } from '../command.ts'
import { readText } from '../files.ts'
import type { Language } from '../language.ts'
import { withPayout } from './bundledPayout.ts'

const proofBytesMax = 64 * 1024

const texts: Readonly<
  Record<
    Language,
    { readonly stands: string; readonly lines: readonly [string, string, string, string]; readonly not: string }
  >
> = {
  en: {
    stands: 'The claim stands under the root that the case records.',
    lines: ['Loss found', 'Repaid before', 'From forfeited property', 'From lawful property'],
    not: 'Not proved: that the bank has paid it, and that the loss found is right.',
  },
  'zh-CN': {
    stands: '该申报在案件记载的根之下。',
    lines: ['认定的损失', '此前已退赔', '自违法所得分得', '自合法财产分得'],
    not: '不证明：银行已经付款，以及认定的损失正确。',
  },
  'zh-HK': {
    stands: '該申報在案件記載的根之下。',
    lines: ['認定的損失', '此前已退賠', '自違法所得分得', '自合法財產分得'],
    not: '不證明：銀行已付款，以及認定的損失正確。',
  },
}

/** `sluice claim check FILE`. */
export async function checkProof(call: Call): Promise<number> {
  const { words, io, json, language } = call
  const file = words.operand('FILE')
  const value = parsed(await readText(io, file, proofBytesMax), file)
  const given = words.text('root')
  if (given === undefined && words.text('bundle') === undefined) throw callError('CLAIM_ALONE')
  const root = words.text('bundle') === undefined ? given : await withPayout(call, (_, payout) => payout.root)
  const { claim } = checkClaim(value, root)
  if (json) {
    io.out(`${JSON.stringify({ ok: true, root, claim })}\n`)
    return exitDone
  }
  const { stands, lines, not } = texts[language]
  const amounts = [claim.owed, claim.repaid, claim.forfeitable, claim.lawful]
  const said = lines.map((line, i) => `${line}: ¥${formatMoney({ amount: BigInt(amounts[i]!), currency: 'CNY' })}`)
  io.out(`${[stands, claim.number, ...said, not].join('\n')}\n`)
  return exitDone
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw callError('CLAIM_PROOF', { file })
  }
}
