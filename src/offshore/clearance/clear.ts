import { defineKind, type FactInput, verdict } from '../../core/case/kind.ts'
import { licenceAt } from '../../core/case/registers.ts'
import { screenedClear, screenedCurrent, screeningKey } from '../../core/case/screeningKinds.ts'
import { asset, closed, documentHash, id, type Of, oneOf } from '../../core/case/shapes.ts'
import { type CaseState, crossedOf, slice, withSlice } from '../../core/case/state.ts'

export interface ClearanceSlice {
  /** By `lot platform`. */
  readonly [lotAndPlatform: string]: {
    readonly accountHolder: string
    readonly clientType: string
    readonly asset: string
  }
}

/** Lists that a platform in Hong Kong screens its customers against. */
const listsRequired = ['UNSO', 'UNATMO', 'WMD']

/** What a platform's paper of a screening says: against all lists that it must, and nothing hit. */
export function platformScreening(body: unknown) {
  const { lists = [], hits } = body as { readonly lists?: readonly string[]; readonly hits?: number }
  return {
    clear: listsRequired.every((list) => lists.includes(list)) && hits === 0,
    found: `${lists.join(', ')}: ${hits ?? 'unknown'} hits`,
    expected: `${listsRequired.join(', ')}: 0 hits`,
  }
}

export function clearanceOf(
  state: CaseState,
  lot: string | undefined,
  platform: string,
): ClearanceSlice[string] | undefined {
  return slice<ClearanceSlice>(state, 'clearance')?.[`${lot} ${platform}`]
}

const shape = closed({
  platform: id,
  accountHolder: id,
  clientType: id,
  asset,
  diligence: documentHash,
  titleOpinion: documentHash,
  oscoOpinion: documentHash,
  sourcePack: documentHash,
  screening: documentHash,
  statement: documentHash,
  states: oneOf(['may proceed', 'may not proceed']),
})
type Payload = Of<typeof shape>

/**
 * Row 8: the platform knows whose coins these are and says whether it may take them. Only that answer crosses: suspicion, reports and consent stay in the
 * register of the institution that made them, outside the record.
 */
export const clearanceGiven = defineKind<Payload>({
  name: 'clearance.given',
  stream: 'case',
  zones: ['offshore'],
  payload: shape,
  facts: {
    licenceInForce: ({ payload, registers, effectiveAt }) => ({
      ...licenceAt({
        registers: registers(),
        entity: payload.platform,
        asset: payload.asset,
        clientType: payload.clientType,
        accountOwner: payload.accountHolder,
        at: effectiveAt,
      }),
    }),
    customerDiligence: (input) =>
      issuedBy(input, input.payload.diligence, 'customer-diligence', input.payload.platform),
    titleOpinion: ({ payload, paper, directory }) =>
      directory().organisations[paper(payload.titleOpinion, 'title-opinion').issuer]?.role === 'counsel',
    oscoOpinion: ({ payload, paper, directory }) =>
      directory().organisations[paper(payload.oscoOpinion, 'osco-opinion').issuer]?.role === 'counsel',
    sourcePackAccepted: (input) =>
      issuedBy(input, input.payload.sourcePack, 'source-pack-accepted', input.payload.platform),
    sanctionsClear: ({ payload, paper }) => {
      const { clear, found, expected } = platformScreening(paper(payload.screening, 'sanctions-screening').body)
      return verdict(clear, found, expected)
    },
    screenedClear: (input) => screenedClear(input, keyOf(input.payload)),
    screenedCurrent: (input) => screenedCurrent(input, keyOf(input.payload)),
    platformStates: ({ payload, paper }) => {
      const statement = paper(payload.statement, 'platform-statement')
      const { states, asset: of } = statement.body as { states?: string; asset?: string }
      return statement.issuer === payload.platform && of === payload.asset && states === payload.states
        ? payload.states
        : 'nothing to this effect'
    },
    mandateCovers: ({ payload, state, subject }) => {
      const mandate = crossedOf(state(), 'entrustment.accepted', subject)
      return verdict(
        mandate?.fields.asset === payload.asset,
        String(mandate?.fields.asset ?? 'no mandate'),
        payload.asset,
      )
    },
  },
  apply: (state, { payload, subject }) => {
    const { platform, accountHolder, clientType, asset: of } = payload
    return withSlice(state, 'clearance', {
      ...slice<ClearanceSlice>(state, 'clearance'),
      [`${subject.lot} ${platform}`]: { accountHolder, clientType, asset: of },
    })
  },
  crosses: { to: 'onshore', fields: ['subject', 'payload.platform', 'payload.states'] },
})

function keyOf({ accountHolder, platform }: Payload): string {
  return screeningKey('clearance', accountHolder, platform)
}

function issuedBy(input: FactInput<Payload>, sha256: string, type: string, issuer: string): boolean {
  return input.paper(sha256, type).issuer === issuer
}
