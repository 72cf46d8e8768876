import { access as en_access } from './en/access.ts'
import { approvals as en_approvals } from './en/approvals.ts'
import { cases as en_cases } from './en/cases.ts'
import { common as en_common } from './en/common.ts'
import { desk as en_desk } from './en/desk.ts'
import { distribution as en_distribution } from './en/distribution.ts'
import { entry as en_entry } from './en/entry.ts'
import { fields as en_fields } from './en/fields.ts'
import { home as en_home } from './en/home.ts'
import { kinds as en_kinds } from './en/kinds.ts'
import { ledger as en_ledger } from './en/ledger.ts'
import { log as en_log } from './en/log.ts'
import { people as en_people } from './en/people.ts'
import { pipeline as en_pipeline } from './en/pipeline.ts'
import { registers as en_registers } from './en/registers.ts'
import { roles as en_roles } from './en/roles.ts'
import { sale as en_sale } from './en/sale.ts'
import { screening as en_screening } from './en/screening.ts'
import { shell as en_shell } from './en/shell.ts'
import { stages as en_stages } from './en/stages.ts'
import { values as en_values } from './en/values.ts'
import { verify as en_verify } from './en/verify.ts'
import { wayBack as en_wayBack } from './en/wayBack.ts'
import { access as zhCN_access } from './zh-CN/access.ts'
import { approvals as zhCN_approvals } from './zh-CN/approvals.ts'
import { cases as zhCN_cases } from './zh-CN/cases.ts'
import { common as zhCN_common } from './zh-CN/common.ts'
import { desk as zhCN_desk } from './zh-CN/desk.ts'
import { distribution as zhCN_distribution } from './zh-CN/distribution.ts'
import { entry as zhCN_entry } from './zh-CN/entry.ts'
import { fields as zhCN_fields } from './zh-CN/fields.ts'
import { home as zhCN_home } from './zh-CN/home.ts'
import { kinds as zhCN_kinds } from './zh-CN/kinds.ts'
import { ledger as zhCN_ledger } from './zh-CN/ledger.ts'
import { log as zhCN_log } from './zh-CN/log.ts'
import { people as zhCN_people } from './zh-CN/people.ts'
import { pipeline as zhCN_pipeline } from './zh-CN/pipeline.ts'
import { registers as zhCN_registers } from './zh-CN/registers.ts'
import { roles as zhCN_roles } from './zh-CN/roles.ts'
import { sale as zhCN_sale } from './zh-CN/sale.ts'
import { screening as zhCN_screening } from './zh-CN/screening.ts'
import { shell as zhCN_shell } from './zh-CN/shell.ts'
import { stages as zhCN_stages } from './zh-CN/stages.ts'
import { values as zhCN_values } from './zh-CN/values.ts'
import { verify as zhCN_verify } from './zh-CN/verify.ts'
import { wayBack as zhCN_wayBack } from './zh-CN/wayBack.ts'
import { access as zhHK_access } from './zh-HK/access.ts'
import { approvals as zhHK_approvals } from './zh-HK/approvals.ts'
import { cases as zhHK_cases } from './zh-HK/cases.ts'
import { common as zhHK_common } from './zh-HK/common.ts'
import { desk as zhHK_desk } from './zh-HK/desk.ts'
import { distribution as zhHK_distribution } from './zh-HK/distribution.ts'
import { entry as zhHK_entry } from './zh-HK/entry.ts'
import { fields as zhHK_fields } from './zh-HK/fields.ts'
import { home as zhHK_home } from './zh-HK/home.ts'
import { kinds as zhHK_kinds } from './zh-HK/kinds.ts'
import { ledger as zhHK_ledger } from './zh-HK/ledger.ts'
import { log as zhHK_log } from './zh-HK/log.ts'
import { people as zhHK_people } from './zh-HK/people.ts'
import { pipeline as zhHK_pipeline } from './zh-HK/pipeline.ts'
import { registers as zhHK_registers } from './zh-HK/registers.ts'
import { roles as zhHK_roles } from './zh-HK/roles.ts'
import { sale as zhHK_sale } from './zh-HK/sale.ts'
import { screening as zhHK_screening } from './zh-HK/screening.ts'
import { shell as zhHK_shell } from './zh-HK/shell.ts'
import { stages as zhHK_stages } from './zh-HK/stages.ts'
import { values as zhHK_values } from './zh-HK/values.ts'
import { verify as zhHK_verify } from './zh-HK/verify.ts'
import { wayBack as zhHK_wayBack } from './zh-HK/wayBack.ts'

/** All texts by language and area. What one language has, the others have, or it does not compile. */
export const resources = {
  'zh-CN': {
    common: zhCN_common,
    access: zhCN_access,
    shell: zhCN_shell,
    home: zhCN_home,
    people: zhCN_people,
    pipeline: zhCN_pipeline,
    stages: zhCN_stages,
    roles: zhCN_roles,
    kinds: zhCN_kinds,
    fields: zhCN_fields,
    cases: zhCN_cases,
    desk: zhCN_desk,
    distribution: zhCN_distribution,
    entry: zhCN_entry,
    approvals: zhCN_approvals,
    sale: zhCN_sale,
    screening: zhCN_screening,
    ledger: zhCN_ledger,
    registers: zhCN_registers,
    log: zhCN_log,
    verify: zhCN_verify,
    values: zhCN_values,
    wayBack: zhCN_wayBack,
  },
  'zh-HK': {
    common: zhHK_common,
    access: zhHK_access,
    shell: zhHK_shell,
    home: zhHK_home,
    people: zhHK_people,
    pipeline: zhHK_pipeline,
    stages: zhHK_stages,
    roles: zhHK_roles,
    kinds: zhHK_kinds,
    fields: zhHK_fields,
    cases: zhHK_cases,
    desk: zhHK_desk,
    distribution: zhHK_distribution,
    entry: zhHK_entry,
    approvals: zhHK_approvals,
    sale: zhHK_sale,
    screening: zhHK_screening,
    ledger: zhHK_ledger,
    registers: zhHK_registers,
    log: zhHK_log,
    verify: zhHK_verify,
    values: zhHK_values,
    wayBack: zhHK_wayBack,
  },
  en: {
    common: en_common,
    access: en_access,
    shell: en_shell,
    home: en_home,
    people: en_people,
    pipeline: en_pipeline,
    stages: en_stages,
    roles: en_roles,
    kinds: en_kinds,
    fields: en_fields,
    cases: en_cases,
    desk: en_desk,
    distribution: en_distribution,
    entry: en_entry,
    approvals: en_approvals,
    sale: en_sale,
    screening: en_screening,
    ledger: en_ledger,
    registers: en_registers,
    log: en_log,
    verify: en_verify,
    values: en_values,
    wayBack: en_wayBack,
  },
} as const
