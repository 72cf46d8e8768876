import { sameMath } from '../plan/sameMath.ts'

/** How far the price has moved from look to look so far. */
export interface PriceMoves {
  /** How far the floor lay below the middle at the last look, in basis points. */
  readonly floorBps: number
  /** Mean square of a move, in squared basis points, and how many moves it is of. */
  readonly square: number
  readonly moves: number
}

/** Moves that the mean rests on at most; and how many it takes before anything is said. */
const movesMax = 60
const movesMin = 5
/** Standard deviations of what is still to come: a price that walks as it did seldom goes so far, one that falls does. */
const deviations = 3

/** The moves after one more look: what the floor lies below the middle tells the middle, and a floor that moved itself counts as a move. */
export function afterMove(before: PriceMoves | undefined, floorBps: number): PriceMoves {
  if (before === undefined) return { floorBps, square: 0, moves: 0 }
  const [was, is] = [1e4 - before.floorBps, 1e4 - floorBps]
  // Out of reach of any middle: not a floor that a price is measured by.
  if (was <= 0 || is <= 0) return { ...before, floorBps }
  const move = 1e4 * sameMath.log(was / is)
  const weight = Math.max(1 / (before.moves + 1), 1 / movesMax)
  return { floorBps, square: before.square + weight * (move * move - before.square), moves: before.moves + 1 }
}

/**
 * Whether the price may well be below the floor before the sale ends: what is still unsold then stays so, and whoever waits for better books loses most.
 *
 * @example floorNear({ floorBps: 250, square: 100, moves: 40 }, 100) // true: three deviations of 100 moves of 10 bps each are 300 bps
 */
export function floorNear({ floorBps, square, moves }: PriceMoves, stepsLeft: number): boolean {
  return moves >= movesMin && floorBps < deviations * Math.sqrt(square * stepsLeft)
}
