import { expect, test } from 'vitest'
import { commonKinds } from '../../src/core/case/commonKinds.ts'
import type { AnyKind } from '../../src/core/case/kind.ts'
import { kindContracts } from '../../src/core/rules/facts.ts'
import { zoneKinds } from '../../src/core/zone/zoneKinds.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'

const kinds: readonly AnyKind[] = [...commonKinds, ...zoneKinds, ...onshoreKinds, ...offshoreKinds]

test.each(kinds.map((kind) => [kind.name, kind] as const))(
  '%s hands to the rules what the contract says',
  (name, kind) => {
    const contract = kindContracts[name]
    expect({ facts: Object.keys(kind.facts).sort(), stream: kind.stream, zones: [...kind.zones] }).toEqual({
      facts: Object.keys(contract?.facts ?? {}).sort(),
      stream: contract?.stream,
      zones: [...(contract?.zones ?? [])],
    })
  },
)

test('every kind of the contract is one that the machine walks, or is marked as law only', () => {
  const walked = new Set(kinds.map((kind) => kind.name))
  const missing = Object.entries(kindContracts).filter(
    ([name, contract]) => !walked.has(name) && contract.lawOnly !== true,
  )
  expect(missing.map(([name]) => name)).toEqual([])
})
