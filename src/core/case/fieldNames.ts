/** Names are few and stand in every entry: what is made of one is made once. Emptied when full. */
const namesMax = 4096

function made(make: (name: string) => string): (name: string) => string {
  const names = new Map<string, string>()
  return (name) => {
    const known = names.get(name)
    if (known !== undefined) return known
    const text = make(name)
    if (names.size >= namesMax) names.clear()
    names.set(name, text)
    return text
  }
}

/** The field in which an entry keeps a fact. @example factField('signed') // 'fact.signed' */
export const factField = made((name) => `fact.${name}`)
/** @example factName('fact.signed') // 'signed' */
export const factName = made((field) => field.slice('fact.'.length))
/** The field in which an entry keeps a part of what was asked for. @example payloadField('units') // 'payload.units' */
export const payloadField = made((name) => `payload.${name}`)
/** @example payloadName('payload.units') // 'units' */
export const payloadName = made((field) => field.slice('payload.'.length))
