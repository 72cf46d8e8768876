import { createContext, type PropsWithChildren, useContext, useEffect, useMemo, useState } from 'react'
import { assert } from '../../../src/core/errors.ts'
import { isLanguage, type Language } from '../i18n/language.ts'

export type ThemeChoice = 'light' | 'dark' | 'system'

interface Preferences {
  readonly language: Language
  readonly theme: ThemeChoice
  readonly dark: boolean
  setLanguage(language: Language): void
  setTheme(theme: ThemeChoice): void
}

const PreferencesContext = createContext<Preferences | undefined>(undefined)

export function usePreferences(): Preferences {
  const value = useContext(PreferencesContext)
  assert(value !== undefined, 'preferences are read below their provider')
  return value
}

const darkQuery = '(prefers-color-scheme: dark)'

/** Language and appearance of this browser: the only two things that the console keeps. */
export function PreferencesProvider({ children }: PropsWithChildren) {
  const [language, setLanguage] = useState<Language>(readLanguage)
  const [theme, setTheme] = useState<ThemeChoice>(readTheme)
  const [systemDark, setSystemDark] = useState(() => matchMedia(darkQuery).matches)
  useEffect(() => {
    const media = matchMedia(darkQuery)
    const listen = (): void => setSystemDark(media.matches)
    media.addEventListener('change', listen)
    return () => media.removeEventListener('change', listen)
  }, [])
  const dark = theme === 'dark' || (theme === 'system' && systemDark)
  useEffect(() => {
    document.documentElement.lang = language
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    write('sluice.language', language)
    write('sluice.theme', theme)
  }, [language, theme, dark])
  const value = useMemo(() => ({ language, theme, dark, setLanguage, setTheme }), [language, theme, dark])
  return <PreferencesContext.Provider value={value}>{children}</PreferencesContext.Provider>
}

function readLanguage(): Language {
  const kept = read('sluice.language')
  if (isLanguage(kept)) return kept
  const [first = ''] = navigator.languages
  if (/^zh-(HK|TW|MO|Hant)/i.test(first)) return 'zh-HK'
  return first.startsWith('en') ? 'en' : 'zh-CN'
}

function readTheme(): ThemeChoice {
  const kept = read('sluice.theme')
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

/** A closed browser may refuse storage; the page works without. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Kept for this visit only.
  }
}
