import { verdict } from '../case/kind.ts'

/** Nothing in a zone's own streams moves on one person's word: two administrators sign each entry. */
export function twoOf(administrators: readonly string[], signers: readonly string[]) {
  const found = new Set(signers.filter((key) => administrators.includes(key))).size
  return verdict(found >= 2, `${found} administrators signed`, '2 administrators')
}
