import { hashText } from '../../../src/core/record/hash.ts'
import { freshAct, type PreparedAct } from '../signing/zoneAct.ts'

/** What the form of an organisation holds. */
export interface OrganisationForm {
  readonly org: string
  readonly name: string
  readonly role: string
  readonly family: string
  /** The text that shows it. */
  readonly document: string
}

const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/

/** The enrolment that two administrators sign; undefined while the form is not whole. An organisation may become again what it was: each time is an act of its own. */
export function organisationAct(form: OrganisationForm): PreparedAct | undefined {
  const { org, role, family } = form
  const name = form.name.trim()
  const text = form.document.trim()
  if (![org, role, family].every((one) => ids.test(one)) || name === '' || text === '') return undefined
  const document = hashText(text)
  const payload = { org, role, family, name, document }
  return { act: freshAct({ kind: 'organisation.enrolled', payload, documents: [document] }), texts: [text] }
}
