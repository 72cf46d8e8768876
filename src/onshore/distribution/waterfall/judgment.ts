/**
 * Who claims, by what the judgment calls them. A class is paid restitution only where the judgment has words that return property to
 * it: a participant of fund-raising (集资参与人) or of a pyramid (传销参与人) is not a victim (被害人) by default.
 */
export type ClaimantClass = 'victim' | 'fund-raising-participant' | 'pyramid-participant' | 'creditor' | 'owner'

export type Rank = 'medical' | 'secured' | 'restitution' | 'civil-debt'

export type Pot = 'forfeitable' | 'lawful'

/** One asset line of the judgment, in money. Amounts are fen as decimal text throughout. */
export interface JudgmentLine {
  readonly line: string
  /** Absent where the judgment does not say: such a line cannot be paid. */
  readonly pot?: Pot
  readonly amount: string
}

export interface JudgmentClaim {
  /** Opaque id. */
  readonly claimant: string
  readonly class: ClaimantClass
  readonly rank: Rank
  /** Actual loss found, or what is owed; of a secured claim what the security covers. */
  readonly owed: string
  /** Repaid before. */
  readonly repaid: string
}

export interface Judgment {
  readonly lines: readonly JudgmentLine[]
  /** Classes that the judgment returns property to. */
  readonly returnsTo: readonly ClaimantClass[]
  /** In the order that breaks ties of one fen: that of the court's list. */
  readonly claims: readonly JudgmentClaim[]
  readonly subsistence: string
  readonly fine: string
  /** Confiscation of property as a penalty (没收财产), in fen or `all`. */
  readonly confiscation: string
}

/** The court's distribution plan. `treasury-only` where nobody is returned anything. */
export interface DistributionPlan {
  readonly method?: 'net' | 'equalising' | 'treasury-only'
}

export type PaidRank = Rank | 'subsistence' | 'fine' | 'confiscation' | 'rest'

export interface Payment {
  readonly to: 'claimant' | 'treasury' | 'convict'
  /** Where `to` is a claimant. */
  readonly claimant?: string
  readonly rank: PaidRank
  readonly amount: string
}

export interface PaidPot {
  readonly pot: Pot
  readonly total: string
  /** In order of rank, then of the court's list; zeros are left out. */
  readonly payments: readonly Payment[]
}

export interface Distribution {
  readonly pots: readonly PaidPot[]
  /** Claims recorded and answered, not paid: their class is not one that the judgment returns property to. */
  readonly unpayable: readonly { readonly claimant: string; readonly class: ClaimantClass }[]
}
