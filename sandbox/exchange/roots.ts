/** Largest integer whose k-th power is not above n. Newton's method, exact. */
export function root(n: bigint, k: bigint): bigint {
  if (n < 2n) return n
  let guess = 1n << (BigInt(n.toString(2).length) / k + 1n)
  for (;;) {
    const next = ((k - 1n) * guess + n / guess ** (k - 1n)) / k
    if (next >= guess) return guess
    guess = next
  }
}

/** (x ÷ one) to the power of 1.4, times one. */
export function power14(x: bigint, one: bigint): bigint {
  // one·(x/one)^(7/5) = (x^7 / one^2)^(1/5)
  return root(x ** 7n / one ** 2n, 5n)
}
