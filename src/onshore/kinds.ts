import type { AnyKind } from '../core/case/kind.ts'
import { basisJudged } from './basis/recordJudgment.ts'
import { moneyCredited } from './credit/creditMoney.ts'
import { fxApproved } from './credit/recordFxApproval.ts'
import { fxSettled } from './credit/settleFx.ts'
import { transferApproved } from './custody/approveTransfer.ts'
import { lotClassified } from './custody/classifyLot.ts'
import { transferConfirmed } from './custody/confirmTransfer.ts'
import { custodyPrepared } from './custody/prepareCustody.ts'
import { custodySecured } from './custody/secureHoldings.ts'
import { transferSigned } from './custody/signTransfer.ts'
import { inventoryRecorded } from './custody/takeInventory.ts'
import { depositReceived, depositReleased } from './deposit/deposit.ts'
import { caseClosed } from './distribution/closeCase.ts'
import { distributionDecided, treasuryPaid } from './distribution/distribute.ts'
import { lotReturned, returnDecided } from './distribution/returnInKind.ts'
import { reserveConfirmed } from './entrustment/confirmReserve.ts'
import { entrustmentAccepted, entrustmentMade } from './entrustment/entrust.ts'
import { seizureDecided } from './seizure/decideSeizure.ts'
import { seizureListed } from './seizure/listSeizure.ts'
import { caseOpened } from './seizure/openCase.ts'

/** The closed list of what the zone onshore may append to a case, in the order of the blueprint's stages. */
export const onshoreKinds: readonly AnyKind[] = [
  caseOpened,
  seizureDecided,
  seizureListed,
  custodyPrepared,
  custodySecured,
  inventoryRecorded,
  lotClassified,
  basisJudged,
  entrustmentMade,
  entrustmentAccepted,
  depositReceived,
  transferApproved,
  transferSigned,
  transferConfirmed,
  reserveConfirmed,
  fxApproved,
  fxSettled,
  moneyCredited,
  distributionDecided,
  treasuryPaid,
  returnDecided,
  lotReturned,
  depositReleased,
  caseClosed,
]
