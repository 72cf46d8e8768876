import { afterAll, beforeAll, describe } from 'vitest'
import { describeFsck } from './describeFsck.ts'
import { describeZones } from './describeZones.ts'
import { type Rehearsed, rehearsed } from './rehearsed.ts'

let run: Rehearsed
const rehearsal = () => run

beforeAll(async () => {
  run = await rehearsed()
}, 1_500_000)

afterAll(async () => {
  await run?.server.stop()
})

describe('sluice fsck', () => describeFsck(rehearsal))
describe('commands that ask zones', () => describeZones(rehearsal))
