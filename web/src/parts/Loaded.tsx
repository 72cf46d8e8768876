import type { UseQueryResult } from '@tanstack/react-query'
import { Alert, Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** What was read, or why it could not be. */
export function Loaded<T>({
  query,
  children,
}: {
  readonly query: UseQueryResult<T>
  readonly children: (data: T) => ReactNode
}) {
  const { t } = useTranslation('common')
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error === null) return <Skeleton active paragraph={{ rows: 4 }} style={{ padding: 14 }} />
  return (
    <Alert
      type="error"
      showIcon
      title={t('failed')}
      description={query.error.message}
      action={
        <Button size="small" onClick={() => void query.refetch()}>
          {t('retry')}
        </Button>
      }
    />
  )
}
