import { useTranslation } from 'react-i18next'

const states = ['passed', 'across', 'here', 'ahead'] as const

export function Legend() {
  const { t } = useTranslation('pipeline')
  return (
    <div className="channel-legend">
      {states.map((state) => (
        <span key={state} data-state={state}>
          <span className="gate" />
          {t(`legend.${state}`)}
        </span>
      ))}
    </div>
  )
}
