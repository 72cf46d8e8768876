import { theme as antd, type ThemeConfig } from 'antd'

/**
 * The house's own palette. Two waters: the zone onshore is teal, the zone offshore indigo, so that nobody mistakes where they stand; a rehearsal adds an
 * amber frame. The same values stand as custom properties in `styles/tokens.css`.
 */
const accents = {
  onshore: { light: '#0d6b63', dark: '#4fb8a8' },
  offshore: { light: '#3a4fa3', dark: '#8fa2f2' },
} as const

const grounds = {
  light: {
    base: '#ffffff',
    text: '#17211f',
    layout: '#eef1f0',
    line: '#d3dad8',
    soft: '#e4e9e7',
    raised: '#ffffff',
    hint: '#66736f',
  },
  dark: {
    base: '#151b1b',
    text: '#dfe7e5',
    layout: '#0d1212',
    line: '#2d3837',
    soft: '#222b2b',
    raised: '#1b2323',
    hint: '#8a9996',
  },
} as const

/** Dark accents are light: what stands on a button that is filled with one is not. */
const onFilled = '#0a1111'

export function themeOf(parameters: { readonly dark: boolean; readonly kind: 'onshore' | 'offshore' }): ThemeConfig {
  const shade = parameters.dark ? 'dark' : 'light'
  const ground = grounds[shade]
  const accent = accents[parameters.kind][shade]
  return {
    algorithm: parameters.dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: accent,
      // Pressed it would be darker, and what stands on it dark too.
      ...(parameters.dark ? { colorPrimaryActive: accent } : {}),
      colorLink: accent,
      colorInfo: accent,
      colorSuccess: parameters.dark ? '#5cb585' : '#1f7a4d',
      colorWarning: parameters.dark ? '#dba94a' : '#96660b',
      colorError: parameters.dark ? '#ee7d6d' : '#b3321f',
      colorBgBase: ground.base,
      colorTextBase: ground.text,
      colorBgLayout: ground.layout,
      colorBgContainer: ground.base,
      colorBgElevated: ground.raised,
      colorTextPlaceholder: ground.hint,
      colorBorder: ground.line,
      colorBorderSecondary: ground.soft,
      borderRadius: 2,
      borderRadiusLG: 3,
      borderRadiusSM: 2,
      fontSize: 13,
      controlHeight: 28,
      controlHeightSM: 24,
      sizeStep: 3,
      lineHeight: 1.5,
      fontFamily: 'var(--font)',
      fontFamilyCode: 'var(--mono)',
      wireframe: false,
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      boxShadowSecondary: '0 2px 10px rgb(0 0 0 / 16%)',
    },
    components: {
      Table: {
        headerBg: 'transparent',
        headerColor: 'var(--muted)',
        headerSplitColor: 'transparent',
        headerBorderRadius: 0,
        cellPaddingBlockSM: 5,
        cellPaddingInlineSM: 8,
        rowHoverBg: 'var(--hover)',
      },
      Tabs: { horizontalItemPadding: '7px 0', horizontalItemGutter: 22, titleFontSize: 13 },
      Button: {
        ...(parameters.dark ? { primaryColor: onFilled, dangerColor: onFilled } : {}),
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
      },
      Tag: { defaultBg: 'transparent' },
      Drawer: { paddingLG: 18 },
    },
  }
}
