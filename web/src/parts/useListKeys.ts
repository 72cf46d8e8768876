import { useEffect, useState } from 'react'

/** J and K move through a list, Enter opens. Silent while somebody types. */
export function useListKeys(count: number, open: (index: number) => void): number {
  const [current, setCurrent] = useState(-1)
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const { target } = event
      if (event.ctrlKey || event.metaKey || event.altKey || count === 0) return
      if (
        target instanceof HTMLElement &&
        target.closest('input, textarea, select, [contenteditable], .ant-modal, .ant-drawer')
      )
        return
      const key = event.key.toLowerCase()
      if (key === 'j') setCurrent((index) => Math.min(index + 1, count - 1))
      else if (key === 'k') setCurrent((index) => Math.max(index - 1, 0))
      else if (
        event.key === 'Enter' &&
        current >= 0 &&
        current < count &&
        !(target instanceof HTMLElement && target.closest('a, button'))
      )
        open(current)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [count, current, open])
  useEffect(() => {
    if (current >= 0) document.querySelector('.is-current')?.scrollIntoView({ block: 'nearest' })
  }, [current])
  return current
}
