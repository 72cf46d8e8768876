import { checkAddress } from '../../core/assets/addresses/checkAddress.ts'
import { defineKind, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
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
  /** G 12.14.2(b), obtained from the customer. */
  readonly particularsObtained: boolean
  /** Who approved the third-party deposit before receipt, G 11.5(c). */
  readonly thirdPartyApprovedBy: string
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
      const { particularsObtained } = paper(payload.statement, 'deposit-address').body as unknown as StatementBody
      return payload.particulars && particularsObtained === true
    },
    controlTest: ({ payload }) => BigInt(payload.testUnits) > 0n,
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
