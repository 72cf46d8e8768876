export const languages = ['zh-CN', 'zh-HK', 'en'] as const
export type Language = (typeof languages)[number]

export const languageNames: Readonly<Record<Language, string>> = {
  'zh-CN': '简体中文',
  'zh-HK': '繁體中文（香港）',
  en: 'English',
}

export function isLanguage(text: string | null): text is Language {
  return languages.includes(text as Language)
}
