import { useTranslation } from 'react-i18next'
import type { Directory } from '../../../src/core/case/directory.ts'
import { fields as fieldTexts } from '../i18n/zh-CN/fields.ts'
import { roles as roleTexts } from '../i18n/zh-CN/roles.ts'
import { stages as stageTexts } from '../i18n/zh-CN/stages.ts'
import { values as valueTexts } from '../i18n/zh-CN/values.ts'
import { isEntryKind } from '../record/kinds.ts'

/** Words for names of the record. A name that no file knows (a third model's stage, a new role) is shown as it stands. */
export function useNames() {
  const { t } = useTranslation(['kinds', 'roles', 'stages', 'fields', 'values', 'common'])
  return {
    kind: (name: string): string => (isEntryKind(name) ? t(`kinds:${name}`) : name),
    role: (name: string): string => (has(roleTexts, name) ? t(`roles:${name}`) : name),
    stage: (name: string): string => {
      const key = `state.${name}`
      return has(stageTexts, key) ? t(`stages:${key}` as 'stages:state.none') : name
    },
    /** A value of a closed list, as a payload has it. Its area is named apart: i18next takes a key with a blank for a sentence, and finds no area in it. */
    value: (name: string): string => (has(valueTexts, name) ? t(name, { ns: 'values' }) : name),
    field: (name: string): string => (has(fieldTexts, name) ? t(`fields:${name}`) : name),
    /** Words one after the other, as the language parts them. */
    list: (words: readonly string[]): string => words.join(t('common:listComma')),
  }
}

function has<T extends object>(texts: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(texts, key)
}

/** Organisations of the directory to choose from. @example organisationOptions(directory)[0] // { value: 'psb', label: 'psb · …' } */
export function organisationOptions({ organisations }: Directory): { value: string; label: string }[] {
  return Object.entries(organisations).map(([value, { name }]) => ({ value, label: `${value} · ${name}` }))
}
