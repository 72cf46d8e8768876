import { checkAddress } from '../../core/assets/addresses/checkAddress.ts'
import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { address, closed, documentHash, flag, id, type Of, positiveUnits } from '../../core/case/shapes.ts'
import { clearanceOf } from '../clearance/clear.ts'

const shape = closed({
  platform: id,
  address,
  /** The amount of the control test, specified by the platform (G 12.10.6, footnote 141). */
  testUnits: positiveUnits,
  particulars: flag,
  thirdParty: flag,
  statement: documentHash,
})

interface StatementBody {
  readonly address: string
  readonly asset: string
  readonly testUnits: string
  /** Which of the particulars of G 12.14.2(b) the platform obtained from its customer. What they say stays with the platform. */
  readonly particulars: readonly string[]
  /** What the leg is worth, Hong Kong cents, as the platform values it; absent: eight thousand dollars or more. */
  readonly legValueHkd?: string
  /** Who approved the third-party deposit before receipt, G 11.5(c). */
  readonly thirdPartyApprovedBy: string
}

/** G 12.14.2(b)(i) to (v): of a transfer from an unhosted wallet. */
const particularsAsked = [
  'originator-name',
  'originator-wallet',
  'originator-address-or-id',
  'recipient-name',
  'recipient-account',
] as const
/** G footnote 167: below eight thousand Hong Kong dollars item (iii) is not asked. */
const thresholdHkdCents = 800_000n

/** @example missingParticulars(['originator-name'], '799900') // ['originator-wallet', 'recipient-name', 'recipient-account'] */
function missingParticulars(
  obtained: readonly string[] | undefined,
  legValueHkd: string | undefined,
): readonly string[] {
  const small = /^\d{1,30}$/.test(legValueHkd ?? '') && BigInt(legValueHkd!) < thresholdHkdCents
  return particularsAsked.filter(
    (item) => !(small && item === 'originator-address-or-id') && obtained?.includes(item) !== true,
  )
}

/** The customer of the platform and where the coins come from, as they were screened for its clearance. */
function customerKey({
  payload,
  state,
  subject,
}: Pick<FactInput<Of<typeof shape>>, 'payload' | 'state' | 'subject'>): string {
  const holder = clearanceOf(state(), subject.lot, payload.platform)?.accountHolder ?? ''
  return screeningKey('clearance', holder, payload.platform)
}

/** Row 9: the platform's own signed statement of its deposit address, the test it asks for, and that its approvals stand before anything is received. */
export const addressIssued = defineKind<Of<typeof shape>>({
  name: 'address.issued',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    licenceInForce: ({ payload, registers, effectiveAt, state, subject }) => {
      const cleared = clearanceOf(state(), subject.lot, payload.platform)
      const { asset = 'none', clientType = 'none' } = cleared ?? {}
      return { ...licenceAt({ registers: registers(), entity: payload.platform, asset, clientType, at: effectiveAt }) }
    },
    addressAsStated: ({ payload, paper, state, subject }) => {
      const statement = paper(payload.statement, 'deposit-address')
      const body = statement.body as unknown as StatementBody
      const cleared = clearanceOf(state(), subject.lot, payload.platform)
      const chain = cleared?.asset.slice(0, cleared.asset.indexOf('/')) ?? 'none'
      const { canonical } = checkAddress({ chain, address: payload.address })
      const same =
        statement.issuer === payload.platform &&
        body.address === canonical &&
        body.asset === cleared?.asset &&
        body.testUnits === payload.testUnits
      return verdict(
        same,
        `${body.address}, test ${body.testUnits}`,
        `${payload.address}, test ${payload.testUnits}, stated by ${payload.platform}`,
      )
    },
    thirdPartyApproved: ({ payload, paper }) => {
      const { thirdPartyApprovedBy } = paper(payload.statement, 'deposit-address').body as unknown as StatementBody
      return payload.thirdParty && typeof thirdPartyApprovedBy === 'string' && thirdPartyApprovedBy.length > 0
    },
    particularsObtained: ({ payload, paper }) => {
      const { particulars, legValueHkd } = paper(payload.statement, 'deposit-address').body as unknown as StatementBody
      const missing = missingParticulars(particulars, legValueHkd)
      return verdict(
        payload.particulars && missing.length === 0,
        payload.particulars ? missing.map((item) => `no ${item}`).join(', ') || 'all' : 'none stated',
        'the particulars of a transfer from an unhosted wallet, obtained from the customer',
      )
    },
    controlTest: ({ payload }) => BigInt(payload.testUnits) > 0n,
    screenedClear: (input) => screenedClear(input, customerKey(input)),
    screenedCurrent: (input) => screenedCurrent(input, customerKey(input)),
  },
  apply: (state) => state,
  crosses: {
    to: 'onshore',
    fields: [
      'subject',
      'payload.platform',
      'payload.address',
      'payload.testUnits',
      'payload.particulars',
      'payload.thirdParty',
    ],
  },
})
