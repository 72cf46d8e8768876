import { Modal, type ModalProps } from 'antd'
import { useEffect, useId, useMemo, useRef } from 'react'

/** Dialogs that are open, the last one uppermost. */
const standing: string[] = []

/** A list of choices that is open: Escape closes it first. */
const choosing = '[role="combobox"][aria-expanded="true"]'

const focusable =
  'a[href], button:not([disabled]), input:not([disabled]), textarea:not([disabled]), select:not([disabled]), [tabindex]:not([tabindex="-1"])'

/**
 * A dialog that a keyboard is enough for. Escape closes it, also after a list of choices was open in it; Tab stays in it; once it is closed the focus is back
 * at what opened it. The component beneath forgets each of these where a dialog is mounted open or holds a list of choices.
 */
export function Dialog(props: ModalProps) {
  const { open = false, onCancel, wrapProps } = props
  const id = useId()
  // Asked while it is drawn: afterwards the focus is inside.
  const opener = useMemo(() => (open ? document.activeElement : null), [open])
  const cancel = useRef(onCancel)
  useEffect(() => {
    cancel.current = onCancel
  })
  useEffect(() => {
    if (!open) return undefined
    standing.push(id)
    const listen = (event: KeyboardEvent): void => {
      if (standing.at(-1) !== id || event.isComposing) return
      // What the component takes for a click is asked for nothing but to close.
      if (event.key === 'Escape' && dialogOf(id)?.querySelector(choosing) === null) cancel.current?.(event as never)
      if (event.key === 'Tab') keepInside(event, id)
    }
    // Before the fields: what is open is asked before they have closed it.
    window.addEventListener('keydown', listen, true)
    return () => {
      window.removeEventListener('keydown', listen, true)
      standing.splice(standing.indexOf(id), 1)
      requestAnimationFrame(() => giveBack(opener, id))
    }
  }, [open, id, opener])
  return <Modal {...props} keyboard={false} wrapProps={{ ...wrapProps, ...({ 'data-dialog': id } as object) }} />
}

const dialogOf = (id: string): Element | null => document.querySelector(`[data-dialog="${CSS.escape(id)}"] .ant-modal`)

function keepInside(event: KeyboardEvent, id: string): void {
  const dialog = dialogOf(id)
  const inside = [...(dialog?.querySelectorAll<HTMLElement>(focusable) ?? [])].filter(
    (element) => element.offsetParent !== null,
  )
  const [first, last] = [inside[0], inside.at(-1)]
  const at = document.activeElement
  const outside = dialog?.contains(at) !== true
  const leaves = event.shiftKey ? at === first : at === last
  if (!outside && !leaves) return
  event.preventDefault()
  ;(event.shiftKey ? last : first)?.focus()
}

/** Where the focus went elsewhere meanwhile, it stays there. */
function giveBack(opener: Element | null, id: string): void {
  const at = document.activeElement
  const lost = at === null || at === document.body || dialogOf(id)?.contains(at) === true
  if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
}
