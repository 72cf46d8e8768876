/**
 * Content models of the schema types that are read, in a short form of the schema's own: names in order, `?` at most once, `+` at
 * least once, `*` any number, `{0,10}` bounds, `a | b` one of. Each is compared with the published XSD by `test/conformance/iso20022`.
 */
export interface Shape {
  /** Name of the complex type in the schema. */
  readonly type: string
  readonly model: string
}

function shape(type: string, model: string): Shape {
  return { type, model }
}

/** pain.001.001.09 and, with the same order of elements, pain.001.001.08. */
export const pain001Shapes = {
  message: shape('CustomerCreditTransferInitiationV09', 'GrpHdr PmtInf+ SplmtryData*'),
  header: shape('GroupHeader85', 'MsgId CreDtTm Authstn{0,2} NbOfTxs CtrlSum? InitgPty FwdgAgt?'),
  instruction: shape(
    'PaymentInstruction30',
    'PmtInfId PmtMtd BtchBookg? NbOfTxs? CtrlSum? PmtTpInf? ReqdExctnDt PoolgAdjstmntDt? Dbtr DbtrAcct DbtrAgt DbtrAgtAcct? InstrForDbtrAgt? UltmtDbtr? ChrgBr? ChrgsAcct? ChrgsAcctAgt? CdtTrfTxInf+',
  ),
  transfer: shape(
    'CreditTransferTransaction34',
    'PmtId PmtTpInf? Amt XchgRateInf? ChrgBr? ChqInstr? UltmtDbtr? IntrmyAgt1? IntrmyAgt1Acct? IntrmyAgt2? IntrmyAgt2Acct? IntrmyAgt3? IntrmyAgt3Acct? CdtrAgt? CdtrAgtAcct? Cdtr? CdtrAcct? UltmtCdtr? InstrForCdtrAgt* InstrForDbtrAgt? Purp? RgltryRptg{0,10} Tax? RltdRmtInf{0,10} RmtInf? SplmtryData*',
  ),
  identification: shape('PaymentIdentification6', 'InstrId? EndToEndId UETR?'),
  amount: shape('AmountType4Choice', 'InstdAmt | EqvtAmt'),
} as const satisfies Record<string, Shape>

/** What party, account and agent look like in every message read here. */
export const partyShapes = {
  account: shape('CashAccount38', 'Id Tp? Ccy? Nm? Prxy?'),
  accountId: shape('AccountIdentification4Choice', 'IBAN | Othr'),
  otherAccount: shape('GenericAccountIdentification1', 'Id SchmeNm? Issr?'),
  party: shape('PartyIdentification135', 'Nm? PstlAdr? Id? CtryOfRes? CtctDtls?'),
  partyId: shape('Party38Choice', 'OrgId | PrvtId'),
  agent: shape('BranchAndFinancialInstitutionIdentification6', 'FinInstnId BrnchId?'),
  clearingMember: shape('ClearingSystemMemberIdentification2', 'ClrSysId? MmbId'),
  purpose: shape('Purpose2Choice', 'Cd | Prtry'),
  remittance: shape('RemittanceInformation16', 'Ustrd* Strd*'),
  date: shape('DateAndDateTime2Choice', 'Dt | DtTm'),
} as const satisfies Record<string, Shape>

/** Entries are the same in statement and notification: camt.053.001.08 and camt.054.001.08. */
const entry08 = {
  header: shape('GroupHeader81', 'MsgId CreDtTm MsgRcpt? MsgPgntn? OrgnlBizQry? AddtlInf?'),
  account: shape('CashAccount39', 'Id Tp? Ccy? Nm? Prxy? Ownr? Svcr?'),
  period: shape('DateTimePeriod1', 'FrDtTm ToDtTm'),
  summary: shape('TotalTransactions6', 'TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*'),
  entry: shape(
    'ReportEntry10',
    'NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs? TechInptChanl? Intrst? CardTx? NtryDtls* AddtlNtryInf?',
  ),
  details: shape('EntryDetails9', 'Btch? TxDtls*'),
  transaction: shape(
    'EntryTransaction10',
    'Refs? Amt? CdtDbtInd? AmtDtls? Avlbty* BkTxCd? Chrgs? Intrst? RltdPties? RltdAgts? LclInstrm? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? CshDpst* CardTx? AddtlTxInf? SplmtryData*',
  ),
  references: shape(
    'TransactionReferences6',
    'MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? UETR? TxId? MndtId? ChqNb? ClrSysRef? AcctOwnrTxId? AcctSvcrTxId? MktInfrstrctrTxId? PrcgId? Prtry*',
  ),
  amounts: shape('AmountAndCurrencyExchange3', 'InstdAmt? TxAmt? CntrValAmt? AnncdPstngAmt? PrtryAmt*'),
  amountExchange: shape('AmountAndCurrencyExchangeDetails3', 'Amt CcyXchg?'),
  exchange: shape('CurrencyExchange5', 'SrcCcy TrgtCcy? UnitCcy? XchgRate CtrctId? QtnDt?'),
  charges: shape('Charges6', 'TtlChrgsAndTaxAmt? Rcrd*'),
  charge: shape('ChargesRecord3', 'Amt CdtDbtInd? ChrgInclInd? Tp? Rate? Br? Agt? Tax?'),
  parties: shape(
    'TransactionParties6',
    'InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*',
  ),
  agents: shape(
    'TransactionAgents5',
    'InstgAgt? InstdAgt? DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*',
  ),
  returned: shape('PaymentReturnReason5', 'OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*'),
  code: shape('BankTransactionCodeStructure4', 'Domn? Prtry?'),
  domain: shape('BankTransactionCodeStructure5', 'Cd Fmly'),
  family: shape('BankTransactionCodeStructure6', 'Cd SubFmlyCd'),
} as const satisfies Record<string, Shape>

export const camt053v08Shapes = {
  ...entry08,
  message: shape('BankToCustomerStatementV08', 'GrpHdr Stmt+ SplmtryData*'),
  statement: shape(
    'AccountStatement9',
    'Id StmtPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?',
  ),
  balance: shape('CashBalance8', 'Tp CdtLine* Amt CdtDbtInd Dt Avlbty*'),
  balanceType: shape('BalanceType13', 'CdOrPrtry SubTp?'),
} as const satisfies Record<string, Shape>

/** What some banks still send; read, never written. */
export const camt053v02Shapes = {
  ...camt053v08Shapes,
  message: shape('BankToCustomerStatementV02', 'GrpHdr Stmt+'),
  header: shape('GroupHeader42', 'MsgId CreDtTm MsgRcpt? MsgPgntn? AddtlInf?'),
  statement: shape(
    'AccountStatement2',
    'Id ElctrncSeqNb? LglSeqNb? CreDtTm FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* Bal+ TxsSummry? Ntry* AddtlStmtInf?',
  ),
  account: shape('CashAccount20', 'Id Tp? Ccy? Nm? Ownr? Svcr?'),
  period: shape('DateTimePeriodDetails', 'FrDtTm ToDtTm'),
  balance: shape('CashBalance3', 'Tp CdtLine? Amt CdtDbtInd Dt Avlbty*'),
  balanceType: shape('BalanceType12', 'CdOrPrtry SubTp?'),
  summary: shape('TotalTransactions2', 'TtlNtries? TtlCdtNtries? TtlDbtNtries? TtlNtriesPerBkTxCd*'),
  entry: shape(
    'ReportEntry2',
    'NtryRef? Amt CdtDbtInd RvslInd? Sts BookgDt? ValDt? AcctSvcrRef? Avlbty* BkTxCd ComssnWvrInd? AddtlInfInd? AmtDtls? Chrgs* TechInptChanl? Intrst* NtryDtls* AddtlNtryInf?',
  ),
  details: shape('EntryDetails1', 'Btch? TxDtls*'),
  transaction: shape(
    'EntryTransaction2',
    'Refs? AmtDtls? Avlbty* BkTxCd? Chrgs* Intrst* RltdPties? RltdAgts? Purp? RltdRmtInf{0,10} RmtInf? RltdDts? RltdPric? RltdQties* FinInstrmId? Tax? RtrInf? CorpActn? SfkpgAcct? AddtlTxInf?',
  ),
  references: shape(
    'TransactionReferences2',
    'MsgId? AcctSvcrRef? PmtInfId? InstrId? EndToEndId? TxId? MndtId? ChqNb? ClrSysRef? Prtry?',
  ),
  charges: shape('ChargesInformation6', 'TtlChrgsAndTaxAmt? Amt CdtDbtInd? Tp? Rate? Br? Pty? Tax?'),
  parties: shape(
    'TransactionParty2',
    'InitgPty? Dbtr? DbtrAcct? UltmtDbtr? Cdtr? CdtrAcct? UltmtCdtr? TradgPty? Prtry*',
  ),
  agents: shape(
    'TransactionAgents2',
    'DbtrAgt? CdtrAgt? IntrmyAgt1? IntrmyAgt2? IntrmyAgt3? RcvgAgt? DlvrgAgt? IssgAgt? SttlmPlc? Prtry*',
  ),
  returned: shape('ReturnReasonInformation10', 'OrgnlBkTxCd? Orgtr? Rsn? AddtlInf*'),
} as const satisfies Record<keyof typeof camt053v08Shapes, Shape>

/** Its XSD is the statement's with two types exchanged; every other type is the same, name and content. */
export const camt054Shapes = {
  ...entry08,
  message: shape('BankToCustomerDebitCreditNotificationV08', 'GrpHdr Ntfctn+ SplmtryData*'),
  notification: shape(
    'AccountNotification17',
    'Id NtfctnPgntn? ElctrncSeqNb? RptgSeq? LglSeqNb? CreDtTm? FrToDt? CpyDplctInd? RptgSrc? Acct RltdAcct? Intrst* TxsSummry? Ntry* AddtlNtfctnInf?',
  ),
} as const satisfies Record<string, Shape>

export type EntryShapes = Record<keyof typeof entry08, Shape>
export type StatementShapes = Record<keyof typeof camt053v08Shapes, Shape>
