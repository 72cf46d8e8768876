import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  camt053v02Shapes,
  camt053v08Shapes,
  camt054Shapes,
  pain001Shapes,
  partyShapes,
  type Shape,
} from '../../../src/core/iso20022/shapes.ts'
import { dataDir } from '../../support/data.ts'
import { modelsOf, schemaText } from './schemas.ts'

const data = dataDir()

function compare(shapes: Record<string, Shape>, schema: string): void {
  const models = modelsOf(schema)
  for (const { type, model } of Object.values(shapes)) expect([type, models.get(type)]).toEqual([type, model])
}

describe('the content models that the reader checks are those of the published schema:', () => {
  test('pain.001.001.09', () => compare({ ...pain001Shapes, ...partyShapes }, schemaText('pain.001.001.09')))
  test('camt.053.001.08', () => compare({ ...camt053v08Shapes, ...partyShapes }, schemaText('camt.053.001.08')))
  test('camt.054.001.08', () => compare({ ...camt054Shapes, ...partyShapes }, schemaText('camt.054.001.08')))

  test.skipIf(!data)('camt.053.001.02', () => {
    const schema = readFileSync(resolve(data!, 'messages/iso20022/camt.053.001.02.xsd'), 'utf8')
    const { charge: _records, exchange, amounts, ...rest } = camt053v02Shapes
    compare({ ...rest, exchange, amounts }, schema)
  })

  test.skipIf(!data)('pain.001.001.08 has the same order of elements as .09 where they are read', () => {
    const schema = readFileSync(resolve(data!, 'messages/iso20022/pain.001.001.08.xsd'), 'utf8')
    const models = modelsOf(schema)
    expect(models.get('CustomerCreditTransferInitiationV08')).toBe(pain001Shapes.message.model)
    expect(models.get('GroupHeader48')).toBe(pain001Shapes.header.model)
    expect(models.get('PaymentInstruction22')).toBe(pain001Shapes.instruction.model)
    expect(models.get('CreditTransferTransaction26')).toBe(pain001Shapes.transfer.model)
  })
})
