import type { AnyKind } from '../core/case/kind.ts'
import { routeAgreed } from './clearance/agreeRoute.ts'
import { clearanceGiven } from './clearance/clear.ts'
import { restDeclared } from './handover/declareRest.ts'
import { addressIssued } from './handover/issueAddress.ts'
import { withdrawalOrdered } from './handover/orderWithdrawal.ts'
import { coinsReceived } from './handover/receiveCoins.ts'
import { withdrawalReports } from './handover/reportWithdrawal.ts'
import { coverStated } from './handover/stateCover.ts'
import { reserveSet } from './price/setReserve.ts'
import { proceedsBooked } from './proceeds/bookProceeds.ts'
import { remittanceOrdered, remittanceReported } from './remittance/remit.ts'
import { roundKinds } from './sale/auction/rounds.ts'
import { saleClosed } from './sale/closeSale.ts'
import { floorKinds } from './sale/floor/floor.ts'
import { orderKinds } from './sale/orders.ts'
import { saleSettled } from './sale/settleSale.ts'
import { saleStarted, saleStopped } from './sale/startSale.ts'
import { saleAnalysed } from './sale/tca/analysed.ts'

/** The closed list of what the zone offshore may append to a case, in the order of the blueprint's stages. */
export const offshoreKinds: readonly AnyKind[] = [
  clearanceGiven,
  routeAgreed,
  addressIssued,
  coverStated,
  coinsReceived,
  reserveSet,
  saleStarted,
  ...orderKinds,
  saleStopped,
  saleSettled,
  saleClosed,
  saleAnalysed,
  ...floorKinds,
  ...roundKinds,
  withdrawalOrdered,
  ...withdrawalReports,
  restDeclared,
  proceedsBooked,
  remittanceOrdered,
  remittanceReported,
]
