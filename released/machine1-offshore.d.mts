import type { Machine } from '../src/core/case/machines.ts'

export const machine: Machine
