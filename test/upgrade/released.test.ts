import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { machineName } from '../../src/core/case/machineName.ts'
import { hashText } from '../../src/core/record/hash.ts'
import { offshoreKinds } from '../../src/offshore/kinds.ts'
import { onshoreKinds } from '../../src/onshore/kinds.ts'
import { machinesOf } from '../../verifier/machines.ts'

/** What was released is never edited: old entries replay with what made them. */
test.each([
  ['machine1-onshore.mjs', '48958db8ce1cc65e81e18245066b99fc48617c4c4ef7a69110b75143c648854f'],
  ['machine1-offshore.mjs', '86baf3a8e197fb4c2c4ae8ba37d16c6966e4010292387c98baf0879c0edd93ba'],
])('%s is what was released', (file, hash) => {
  expect(hashText(readFileSync(`released/${file}`, 'utf8'))).toBe(hash)
})

test('the verifier carries the present machine and every released one, each with its own kinds', () => {
  for (const [zone, list] of [
    ['onshore', onshoreKinds],
    ['offshore', offshoreKinds],
  ] as const) {
    const kinds = new Map(list.map((kind) => [kind.name, kind]))
    const machines = machinesOf({ zone, kinds })
    expect([...machines.keys()]).toEqual([machineName, 'sluice/machine/1'])
    expect(machines.get('sluice/machine/1')!.kinds.has('machine.begun')).toBe(false)
    expect(machines.get('sluice/machine/1')!.kinds.has('zone.opened')).toBe(true)
  }
})
