import { theme } from 'antd'
import { expect, test } from 'vitest'
import { themeOf } from './theme.ts'

/** WCAG 2.2, relative luminance of a colour `#rrggbb`. */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

test.each([
  ['onshore', false],
  ['onshore', true],
  ['offshore', false],
  ['offshore', true],
] as const)('what stands on a filled button is read against it: %s, dark %s', (kind, dark) => {
  const config = themeOf({ kind, dark })
  const token = theme.getDesignToken(config)
  const { primaryColor = '#ffffff', dangerColor = '#ffffff' } = config.components?.Button ?? {}
  for (const ground of [token.colorPrimary, token.colorPrimaryHover, token.colorPrimaryActive])
    expect(contrast(primaryColor, ground)).toBeGreaterThan(4.5)
  expect(contrast(dangerColor, token.colorError)).toBeGreaterThan(4.5)
})
