/** Identifiers are shortened on screen and whole on copy. @example shorten('9f2c…64 digits') // '9f2c3b…77aa' */
export function shorten(id: string, head = 6, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`
}

/** Account numbers show their last four digits only. @example maskNumber('6222021234567890') // '****7890' */
export function maskNumber(number: string): string {
  return number.length <= 4 ? '****' : `****${number.slice(-4)}`
}

export const isHash = (value: string): boolean => /^[0-9a-f]{64}$/.test(value)
export const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
