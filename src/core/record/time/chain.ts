import { equalBytes } from '../hash.ts'
import { type Certificate, issuedBy } from './certificate.ts'
import { unfit } from './der.ts'

const chainMax = 8

/**
 * The chain from a signer's certificate up to one that signs itself, each valid at the moment and allowed to issue. Revocation is not asked:
 * there is no network here, and a list of today says nothing of then.
 *
 * @param atMs the time that is to be proved
 * @throws {TIMESTAMP_INVALID} where no whole chain can be made of the certificates given
 */
export function chainOf(parameters: {
  readonly signer: Certificate
  readonly certificates: readonly Certificate[]
  readonly atMs: number
}): readonly Certificate[] {
  const { signer, certificates, atMs } = parameters
  const chain = [signer]
  for (;;) {
    const last = chain.at(-1)!
    if (atMs < last.fromMs || atMs > last.untilMs)
      return unfit('STAMP_EXPIRED', { at: iso(atMs), name: last.subjectText })
    if (equalBytes(last.issuer, last.subject) && issuedBy(last, last)) return chain
    if (chain.length === chainMax) return unfit('STAMP_CHAIN', { most: String(chainMax) })
    const below = chain.length - 1
    const issuer = certificates.find(
      (candidate) =>
        candidate.authority &&
        (candidate.pathLength ?? chainMax) >= below &&
        !chain.includes(candidate) &&
        issuedBy(last, candidate),
    )
    if (issuer === undefined) return unfit('STAMP_ISSUER', { name: last.subjectText })
    chain.push(issuer)
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
