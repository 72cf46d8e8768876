/** What a source file asks for and does, read from its syntax tree, so that comments and strings cannot mislead. */
import ts from 'typescript'

export interface Parsed {
  /** Specifiers of import, export … from, import types, dynamic imports and `new URL('…', import.meta.url)`. */
  readonly imports: readonly FoundImport[]
  /** Dynamic imports whose target stands in no literal: nobody can say what they reach. */
  readonly blindImports: readonly Found[]
  /** Names read from the global scope, with the member where one is taken: 'Date.now', 'fetch', 'Buffer'. */
  readonly globals: readonly Found[]
  /** Clocks: `new Date()` without arguments. */
  readonly clocks: readonly Found[]
  /** Classes thrown by `throw new X(…)`. */
  readonly thrown: readonly Found[]
}

export interface Found {
  readonly name: string
  readonly line: number
}

export interface FoundImport extends Found {
  /** True for `import type` and its like: gone when the code runs. */
  readonly erased: boolean
}

export function parse(path: string, text: string): Parsed {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind)
  const lists = { imports: [], blindImports: [], globals: [], clocks: [], thrown: [] } as Record<keyof Parsed, Found[]>
  const erased = new Set<Found>()
  const add = (list: keyof Parsed, node: ts.Node, name: string) => {
    const found = { name, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 }
    lists[list].push(found)
    if (isErased(node)) erased.add(found)
  }
  const visit = (node: ts.Node): void => {
    visitImport(node, add)
    visitUse(node, add)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return { ...lists, imports: lists.imports.map((found) => ({ ...found, erased: erased.has(found) })) }
}

type Add = (list: keyof Parsed, node: ts.Node, name: string) => void

function visitImport(node: ts.Node, add: Add): void {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    add('imports', node, textOf(node.moduleSpecifier))
  else if (ts.isExternalModuleReference(node)) add('imports', node, textOf(node.expression))
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    add('imports', node, textOf(node.argument.literal))
  else if (ts.isCallExpression(node) && isImporting(node)) {
    const [target] = node.arguments
    if (target && ts.isStringLiteralLike(target)) add('imports', node, target.text)
    else add('blindImports', node, target?.getText() ?? '')
  } else if (
    ts.isNewExpression(node) &&
    isName(node.expression, 'URL') &&
    node.arguments?.[1]?.getText() === 'import.meta.url'
  ) {
    const [target] = node.arguments
    if (target && ts.isStringLiteralLike(target) && /\.tsx?$/.test(target.text)) add('imports', node, target.text)
  }
}

/** What `verbatimModuleSyntax` erases: `import type`, `export type`, and import types. Inline `type` leaves the import standing. */
function isErased(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  if (ts.isExportDeclaration(node)) return node.isTypeOnly
  return ts.isImportTypeNode(node)
}

/** import('…'), require('…') and import.meta.resolve('…') */
function isImporting(node: ts.CallExpression): boolean {
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    isName(node.expression, 'require') ||
    node.expression.getText() === 'import.meta.resolve'
  )
}

function visitUse(node: ts.Node, add: Add): void {
  if (ts.isThrowStatement(node) && ts.isNewExpression(node.expression))
    add('thrown', node, node.expression.expression.getText())
  if (ts.isNewExpression(node) && isName(node.expression, 'Date') && !node.arguments?.length)
    add('clocks', node, 'new Date()')
  if (ts.isCallExpression(node) && isName(node.expression, 'Date')) add('clocks', node, 'Date()')
  if (!ts.isIdentifier(node) || !isRead(node)) return
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    add('globals', node, `${node.text}.${parent.name.text}`)
    // globalThis.Date.now and window.fetch are the same things by a longer way.
    const outer = parent.parent
    if (/^(globalThis|window|self)$/.test(node.text)) {
      const member = ts.isPropertyAccessExpression(outer) && outer.expression === parent ? `.${outer.name.text}` : ''
      add('globals', node, `${parent.name.text}${member}`)
    }
  } else add('globals', node, node.text)
}

/** True for an identifier that stands for a value, not for a member, a key, a type or a declaration's own name. */
function isRead(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isTypeElement(parent)) return false
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent)) return false
  const named = parent as ts.Node & { readonly name?: ts.Node; readonly propertyName?: ts.Node }
  return named.name !== node && named.propertyName !== node
}

const isName = (node: ts.Node, name: string) => ts.isIdentifier(node) && node.text === name

const textOf = (node: ts.Node) => (ts.isStringLiteralLike(node) ? node.text : node.getText())
