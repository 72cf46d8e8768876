import shipped from '../../../../packs/registers/lists.json'
import type { ScreeningLists } from '../../../../src/core/rules/screening.ts'

/** The lists that Sluice knows by name, with their issuers and where they bind. What stands on them each zone takes in itself. */
export const shippedLists = (shipped as ScreeningLists).lists
