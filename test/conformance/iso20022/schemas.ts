import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { XmlDocument, XsdValidator } from 'libxml2-wasm'
import { readXml, type XmlElement } from '../../../src/core/iso20022/xml.ts'

const vectors = resolve(import.meta.dirname, '../../vectors/iso20022')

export type SchemaName = 'pain.001.001.09' | 'camt.053.001.08' | 'camt.054.001.08'

/** The schema as text. That of camt.054.001.08 is the statement's with its two outer types exchanged. */
export function schemaText(name: SchemaName): string {
  if (name !== 'camt.054.001.08') return readFileSync(resolve(vectors, `${name}.xsd`), 'utf8')
  return schemaText('camt.053.001.08')
    .replaceAll('camt.053.001.08', 'camt.054.001.08')
    .replaceAll('BankToCustomerStatementV08', 'BankToCustomerDebitCreditNotificationV08')
    .replaceAll('BkToCstmrStmt', 'BkToCstmrDbtCdtNtfctn')
    .replaceAll('AccountStatement9', 'AccountNotification17')
    .replaceAll('name="Stmt"', 'name="Ntfctn"')
    .replaceAll('name="StmtPgntn"', 'name="NtfctnPgntn"')
    .replaceAll('name="AddtlStmtInf"', 'name="AddtlNtfctnInf"')
    .replace(/<xs:element[^>]*name="Bal" type="CashBalance8"\/>/, '')
}

export interface Validator {
  /** What libxml2 says against a message; undefined when it is valid. */
  readonly invalidity: (message: Uint8Array) => string | undefined
}

/** Compiles a schema once, runs, and frees what WebAssembly holds: nothing there is collected by itself. */
export function withSchema(name: SchemaName, run: (validator: Validator) => void): void {
  const schema = XmlDocument.fromString(schemaText(name))
  const validator = XsdValidator.fromDoc(schema)
  try {
    run({ invalidity: (message) => invalidityOf(validator, message) })
  } finally {
    validator.dispose()
    schema.dispose()
  }
}

function invalidityOf(validator: XsdValidator, message: Uint8Array): string | undefined {
  const document = XmlDocument.fromBuffer(message)
  try {
    validator.validate(document)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    document.dispose()
  }
}

/** Does libxml2 accept it as well-formed XML? */
export function isWellFormed(bytes: Uint8Array): boolean {
  try {
    XmlDocument.fromBuffer(bytes).dispose()
    return true
  } catch {
    return false
  }
}

/** Content models of a schema's complex types in the short form of shapes.ts. */
export function modelsOf(schema: string): ReadonlyMap<string, string> {
  const root = readXml(new TextEncoder().encode(schema))
  const types = root.children.filter((child) => child.name === 'complexType')
  return new Map(types.map((type) => [type.attributes.name!, modelOf(type)]))
}

function modelOf(type: XmlElement): string {
  const [content] = type.children
  const steps = (content?.children ?? []).map(stepOf)
  return steps.join(content?.name === 'choice' ? ' | ' : ' ')
}

function stepOf({ name, attributes }: XmlElement): string {
  if (name !== 'element') return name
  const { minOccurs = '1', maxOccurs = '1' } = attributes
  const marks: Record<string, string> = { '1,1': '', '0,1': '?', '0,unbounded': '*', '1,unbounded': '+' }
  const bounds = `${minOccurs},${maxOccurs}`
  return `${attributes.name}${marks[bounds] ?? `{${bounds}}`}`
}
