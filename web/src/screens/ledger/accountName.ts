import { useTranslation } from 'react-i18next'
import { ledger } from '../../i18n/zh-CN/ledger.ts'

/** An account's words: `assets:venue:osl` is the venue account, with the name behind it kept. */
export function useAccountName(): (account: string) => string {
  const { t } = useTranslation('ledger')
  return (account) => {
    const parts = account.split(':')
    for (let length = parts.length; length >= 2; length--) {
      const key = `account.${parts.slice(0, length).join('.')}`
      if (!Object.hasOwn(ledger, key)) continue
      return [t(key as 'account.assets.custody'), ...parts.slice(length)].join(' · ')
    }
    return account
  }
}
