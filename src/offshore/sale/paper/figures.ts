/** Figures as a page about a sale spells them. */

/** @example bps(2007) // '20.07' */
export function bps(e2: number): string {
  return (e2 / 100).toFixed(2)
}

/** @example moment('2026-03-02T02:31:00.000Z') // '2026-03-02 02:31:00' */
export function moment(time: string): string {
  return time.slice(0, 19).replace('T', ' ')
}

/** @example percent(2900) // '0.29 %' */
export function percent(ppm: number): string {
  return `${ppm / 10_000} %`
}

/** @example grouped('-71234.50') // '-71,234.50' */
export function grouped(text: string): string {
  const [whole = '', rest] = text.split('.')
  const spaced = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return rest === undefined ? spaced : `${spaced}.${rest}`
}
