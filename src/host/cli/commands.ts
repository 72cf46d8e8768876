import type { Command } from './command.ts'
import { auctionClear, auctionCommit } from './commands/auction.ts'
import { auditPopulation } from './commands/audit.ts'
import { bundle } from './commands/bundle.ts'
import { caseImport } from './commands/caseImport.ts'
import { caseCount, caseSecure } from './commands/caseLines.ts'
import { chainState } from './commands/chain.ts'
import { claimCheck, claimProve } from './commands/claim.ts'
import { clocks } from './commands/clocks.ts'
import { crossingAcknowledge, crossingExport, crossingImport } from './commands/crossing.ts'
import { countersignCommand, deleteCommand } from './commands/delete.ts'
import { exportCaseUco } from './commands/export.ts'
import { fsck } from './commands/fsck.ts'
import { keyConfirm, keyNew, keyRecord, keyReplace, keyRotate, keyShow, keyVouch } from './commands/key.ts'
import { ledger } from './commands/ledger.ts'
import { listImport, listScreen } from './commands/list.ts'
import { logConsistency, logExport, logProve, logRoot } from './commands/log.ts'
import { registerConvert, registerImport, registerShow } from './commands/register.ts'
import {
  restrictedDecide,
  restrictedList,
  restrictedLogin,
  restrictedName,
  restrictedRecord,
  restrictedStart,
} from './commands/restricted.ts'
import { rulesCheck, rulesDiff, rulesExplain, rulesList, rulesOverrides, rulesRegime } from './commands/rules.ts'
import { salePlanCommand, saleReportCommand, saleStop } from './commands/sale.ts'
import { signIn, signOut, whoAmI } from './commands/session.ts'
import { verify } from './commands/verify.ts'
import { witness } from './commands/witness.ts'
import { zoneDatabase, zoneFound, zoneNew, zonePeer } from './commands/zone.ts'

/** The closed list, in the order of the help. */
export const commands: readonly Command[] = [
  signIn,
  whoAmI,
  signOut,
  caseImport,
  caseSecure,
  caseCount,
  clocks,
  salePlanCommand,
  saleReportCommand,
  saleStop,
  auctionCommit,
  auctionClear,
  ledger,
  chainState,
  bundle,
  verify,
  claimProve,
  claimCheck,
  auditPopulation,
  exportCaseUco,
  fsck,
  deleteCommand,
  countersignCommand,
  logRoot,
  logProve,
  logConsistency,
  logExport,
  crossingExport,
  crossingImport,
  crossingAcknowledge,
  witness,
  zoneDatabase,
  zoneNew,
  zonePeer,
  zoneFound,
  keyNew,
  keyShow,
  keyVouch,
  keyRotate,
  keyReplace,
  keyConfirm,
  keyRecord,
  registerImport,
  registerShow,
  registerConvert,
  listImport,
  listScreen,
  rulesExplain,
  rulesList,
  rulesDiff,
  rulesCheck,
  rulesRegime,
  rulesOverrides,
  restrictedStart,
  restrictedLogin,
  restrictedName,
  restrictedRecord,
  restrictedList,
  restrictedDecide,
]
