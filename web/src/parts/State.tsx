import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  MinusCircleOutlined,
  RightCircleOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

export type Tone = 'good' | 'warn' | 'bad' | 'quiet' | 'accent' | 'wait'

const icons: Readonly<Record<Tone, ReactNode>> = {
  good: <CheckCircleOutlined aria-hidden />,
  warn: <ExclamationCircleOutlined aria-hidden />,
  bad: <CloseCircleOutlined aria-hidden />,
  quiet: <MinusCircleOutlined aria-hidden />,
  accent: <RightCircleOutlined aria-hidden />,
  wait: <ClockCircleOutlined aria-hidden />,
}

/** A state is said in text, icon and colour. */
export function State({
  tone,
  children,
  title,
}: {
  readonly tone: Tone
  readonly children: ReactNode
  readonly title?: string
}) {
  return (
    <span className="state" data-tone={tone === 'wait' ? 'warn' : tone} title={title}>
      {icons[tone]}
      {children}
    </span>
  )
}
