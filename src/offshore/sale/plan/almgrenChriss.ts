/**
 * The reference curve of cost against risk: Almgren and Chriss, "Optimal Execution of Portfolio Transactions" (2000), discrete form.
 * Floating point: a yardstick, not an amount.
 */
export interface AlmgrenChrissParameters {
  readonly units: number
  /** Number of trades, and the length of the whole sale in days. */
  readonly steps: number
  readonly days: number
  /** Price units per square root of a day. */
  readonly sigma: number
  /** Fixed cost per unit; lasting impact per unit; passing impact per unit per day. */
  readonly epsilon: number
  readonly gamma: number
  readonly eta: number
  /** Aversion to variance. 0 is the even schedule. */
  readonly lambda: number
}

export interface AlmgrenChrissSchedule {
  readonly kappa: number
  /** Units held after each trade, the last being 0. */
  readonly holdings: readonly number[]
  readonly expectedCost: number
  readonly variance: number
}

/** @example almgrenChriss({ units: 1e6, steps: 5, days: 5, sigma: 0.95, epsilon: 0.0625, gamma: 2.5e-7, eta: 2.5e-6, lambda: 1e-6 }).kappa // 0.607076… */
export function almgrenChriss({
  units,
  steps,
  days,
  sigma,
  epsilon,
  gamma,
  eta,
  lambda,
}: AlmgrenChrissParameters): AlmgrenChrissSchedule {
  const tau = days / steps
  const etaTilde = eta * (1 - (gamma * tau) / (2 * eta))
  const kappaTilde2 = (lambda * sigma * sigma) / etaTilde
  const kappa = Math.acosh((kappaTilde2 * tau * tau) / 2 + 1) / tau
  const holdings = Array.from({ length: steps }, (_, j) => {
    const left = days - (j + 1) * tau
    return kappa === 0 ? (units * left) / days : (units * Math.sinh(kappa * left)) / Math.sinh(kappa * days)
  })
  holdings[steps - 1] = 0
  let passing = 0
  let variance = 0
  let before = units
  for (const held of holdings) {
    passing += (before - held) ** 2
    variance += tau * held * held
    before = held
  }
  return {
    kappa,
    holdings,
    expectedCost: 0.5 * gamma * units * units + epsilon * units + (etaTilde / tau) * passing,
    variance: sigma * sigma * variance,
  }
}
