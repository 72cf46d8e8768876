import type { AnyKind } from '../core/case/kind.ts'
import { consentedInvestigation, consentedProsecution, consentedTrial } from './basis/disposeEarly.ts'
import { noticePublished } from './basis/notices.ts'
import { basisJudged } from './basis/recordJudgment.ts'
import { basisRuled } from './basis/recordRuling.ts'
import { basisUnclaimed } from './basis/recordUnclaimed.ts'
import { claimAnswered } from './claims/answerClaims.ts'
import { claimsCounted } from './claims/countClaims.ts'
import { claimDecided, claimObjected } from './claims/objectToClaim.ts'
import { claimsOpened } from './claims/openClaims.ts'
import { claimsRegistered } from './claims/registerClaims.ts'
import { moneyCredited } from './credit/creditMoney.ts'
import { fxApproved } from './credit/recordFxApproval.ts'
import { fxSettled } from './credit/settleFx.ts'
import { returnAddressed } from './custody/addressReturn.ts'
import { transferApproved } from './custody/approveTransfer.ts'
import { coinsArrived } from './custody/arriveCoins.ts'
import { lotClassified } from './custody/classifyLot.ts'
import { transferConfirmed } from './custody/confirmTransfer.ts'
import { transferFailed } from './custody/failTransfer.ts'
import { custodyPrepared } from './custody/prepareCustody.ts'
import { custodySecured } from './custody/secureHoldings.ts'
import { transferSigned } from './custody/signTransfer.ts'
import { lotSplit } from './custody/splitLot.ts'
import { inventoryRecorded } from './custody/takeInventory.ts'
import { depositReceived, depositReleased } from './deposit/deposit.ts'
import { lotDestroyed } from './disposal/destroyLot.ts'
import { lotSealed, sealReviewed } from './disposal/sealLot.ts'
import { caseClosed } from './distribution/closeCase.ts'
import { distributionCompleted } from './distribution/completeDistribution.ts'
import { distributionDecided } from './distribution/distribute.ts'
import { payoutOrdered } from './distribution/orderPayout.ts'
import { convictPaid } from './distribution/payConvict.ts'
import { treasuryPaid } from './distribution/payTreasury.ts'
import { treasuryRefunded } from './distribution/refundTreasury.ts'
import { victimPaid } from './distribution/reportPayout.ts'
import { lotReturned, returnDecided } from './distribution/returnInKind.ts'
import { rankingConfirmed } from './entrustment/confirmRanking.ts'
import { reserveConfirmed } from './entrustment/confirmReserve.ts'
import { entrustmentAccepted, entrustmentMade } from './entrustment/entrust.ts'
import { yieldRecorded } from './forks/recordYield.ts'
import { gasLent } from './gas/lendGas.ts'
import { gasSettled } from './gas/settleGas.ts'
import { issuerBurned } from './issuer/recordBurn.ts'
import { issuerFrozen } from './issuer/recordFreeze.ts'
import { issuerReissued } from './issuer/recordReissue.ts'
import { measureLapsed } from './measure/lapseMeasure.ts'
import { measureLifted } from './measure/liftMeasure.ts'
import { measureQueued } from './measure/queueMeasure.ts'
import { measureRenewed } from './measure/renewMeasure.ts'
import { measureTaken } from './measure/takeMeasure.ts'
import { objectionDecided } from './objection/decideObjection.ts'
import { objectionFiled } from './objection/fileObjection.ts'
import { concernedTold } from './objection/tellConcerned.ts'
import { objectionWithdrawn } from './objection/withdrawObjection.ts'
import { moneyHeld } from './outcome/holdMoney.ts'
import { ownerCompensated } from './owner/compensateOwner.ts'
import { earlyReturnDecided } from './release/decideEarlyReturn.ts'
import { releaseDecided } from './release/decideRelease.ts'
import { handoverDecided, lotHandedOver } from './release/handOver.ts'
import { seizureDecided } from './seizure/decideSeizure.ts'
import { seizureListed } from './seizure/listSeizure.ts'
import { caseOpened } from './seizure/openCase.ts'
import { titleFound } from './title/findTitle.ts'
import { consentGiven } from './title/giveConsent.ts'
import { consentWithdrawn } from './title/withdrawConsent.ts'

/** The closed list of what the zone onshore may append to a case, in the order of the blueprint's stages. */
export const onshoreKinds: readonly AnyKind[] = [
  caseOpened,
  seizureDecided,
  seizureListed,
  custodyPrepared,
  custodySecured,
  inventoryRecorded,
  lotClassified,
  lotSplit,
  measureTaken,
  measureRenewed,
  measureQueued,
  measureLapsed,
  measureLifted,
  concernedTold,
  objectionFiled,
  objectionDecided,
  objectionWithdrawn,
  titleFound,
  consentGiven,
  consentWithdrawn,
  noticePublished,
  releaseDecided,
  earlyReturnDecided,
  handoverDecided,
  lotHandedOver,
  consentedInvestigation,
  consentedProsecution,
  consentedTrial,
  basisUnclaimed,
  yieldRecorded,
  issuerFrozen,
  issuerBurned,
  issuerReissued,
  gasLent,
  gasSettled,
  basisJudged,
  basisRuled,
  entrustmentMade,
  entrustmentAccepted,
  depositReceived,
  transferApproved,
  transferSigned,
  transferConfirmed,
  transferFailed,
  returnAddressed,
  coinsArrived,
  reserveConfirmed,
  rankingConfirmed,
  fxApproved,
  fxSettled,
  moneyCredited,
  moneyHeld,
  claimsOpened,
  claimsRegistered,
  claimObjected,
  claimDecided,
  claimsCounted,
  claimAnswered,
  distributionDecided,
  payoutOrdered,
  victimPaid,
  treasuryPaid,
  convictPaid,
  treasuryRefunded,
  distributionCompleted,
  ownerCompensated,
  returnDecided,
  lotReturned,
  lotDestroyed,
  lotSealed,
  sealReviewed,
  depositReleased,
  caseClosed,
]
