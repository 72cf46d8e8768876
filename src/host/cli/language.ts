export const languages = ['en', 'zh-CN', 'zh-HK'] as const
export type Language = (typeof languages)[number]

/** The language of a call: what it asks for, or else what the terminal speaks. @example languageOf(undefined, { LANG: 'zh_HK.UTF-8' }) // 'zh-HK' */
export function languageOf(asked: string | undefined, env: Readonly<Record<string, string | undefined>>): Language {
  const found = languages.find((language) => language === asked)
  if (found !== undefined) return found
  const spoken = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  if (/^zh_(HK|TW|MO)|^zh-Hant/.test(spoken)) return 'zh-HK'
  return spoken.startsWith('zh') ? 'zh-CN' : 'en'
}
