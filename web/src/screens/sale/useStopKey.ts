import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct } from '../../signing/act.ts'
import { useSigning } from '../../signing/signer.tsx'

export const stopKey = 'F8'
export const stopRoles = ['trader', 'trust-officer', 'compliance-officer']

/** One key press stops every sale of the case that runs: signed by whoever may and is at the console, without a question. */
export function useStopKey(stream: string, running: readonly string[]) {
  const { t } = useTranslation('sale')
  const { signer } = useSigning()
  const { mutate } = useAct()
  const role = signer?.roles.find((one) => stopRoles.includes(one))
  const tranches = running.join(' ')
  useEffect(() => {
    if (signer === undefined || role === undefined || tranches === '') return
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== stopKey || event.repeat) return
      event.preventDefault()
      for (const tranche of tranches.split(' ')) {
        const subject = { lot: tranche.split('/')[0]!, tranche }
        mutate({
          stream,
          signer,
          role,
          action: { kind: 'sale.stopped', payload: { reason: t('stop.byKey') }, subject },
        })
      }
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [stream, signer, role, tranches, mutate, t])
}
