import { Alert, App, Button, Popconfirm, Tooltip } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { administration } from '../../../../src/core/access/parties.ts'
import type { SignedAction } from '../../../../src/core/case/action.ts'
import { ProblemError } from '../../api/client.ts'
import { useDirectory, useHeldActs } from '../../api/queries.ts'
import type { HeldAct } from '../../api/types.ts'
import { At } from '../../parts/At.tsx'
import { DocumentText } from '../../parts/DocumentText.tsx'
import { Fingerprint } from '../../parts/Fingerprint.tsx'
import { Loaded } from '../../parts/Loaded.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { State } from '../../parts/State.tsx'
import { FieldRow, Fields } from '../../parts/Value.tsx'
import { useSigning } from '../../signing/signer.tsx'
import { useCountersign, useDropAct } from '../../signing/zoneAct.ts'
import { Refused } from '../approvals/Refused.tsx'

// Changes of a register are shown as the import showed them; what reads one is loaded with them.
const HeldImport = lazy(() => import('../registers/HeldImport.tsx'))
const HeldList = lazy(() => import('../registers/HeldList.tsx'))

/** Acts that one of two signed: the second reads what will be done, and signs exactly that. */
export function HeldActs() {
  const { t } = useTranslation('people')
  const held = useHeldActs()
  return (
    <>
      <p className="said muted">{t('waiting.explain')}</p>
      <Loaded query={held}>
        {(acts) =>
          acts.length === 0 ? (
            <Panel>
              <Empty title={t('waiting.none')} next={t('waiting.none.next')} />
            </Panel>
          ) : (
            acts.map((act) => <Held key={act.action.id} act={act} />)
          )
        }
      </Loaded>
    </>
  )
}

function Held({ act }: { readonly act: HeldAct }) {
  const { t } = useTranslation(['people', 'common'])
  const { message } = App.useApp()
  const names = useNames()
  const { signer } = useSigning()
  const countersign = useCountersign()
  const drop = useDropAct()
  const { action, person, heldAt } = act
  const ofPeople = action.actor.org !== administration
  const bar =
    signer === undefined || (signer.org === administration) === ofPeople
      ? t(ofPeople ? 'people:needs.anyPerson' : 'people:needs.administrator')
      : signer.person === person
        ? t(ofPeople ? 'people:waiting.own.people' : 'people:waiting.own')
        : undefined
  return (
    <Panel
      padded
      testId="held-act"
      title={names.kind(action.kind)}
      extra={
        <>
          <State tone="good">{t('people:waiting.first', { person })}</State>
          <At at={heldAt} named />
        </>
      }
    >
      {action.effectiveAt === undefined ? null : (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 8 }}
          title={
            <>
              {t('people:waiting.dated')} <At at={action.effectiveAt} named />
            </>
          }
        />
      )}
      <Suspense>
        <Content action={action} />
      </Suspense>
      {action.documents === undefined || action.documents.length === 0 ? null : (
        <div style={{ marginTop: 8 }}>
          <span className="muted">{t('people:waiting.documents')}</span>
          {action.documents.map((sha256) => (
            <DocumentText key={sha256} sha256={sha256} />
          ))}
        </div>
      )}
      <div className="verbs" style={{ marginTop: 12 }}>
        <Tooltip title={bar}>
          <Button
            type="primary"
            disabled={bar !== undefined}
            loading={countersign.isPending}
            onClick={() =>
              signer !== undefined &&
              countersign.mutate({ action, signer }, { onSuccess: () => void message.success(t('people:sign.done')) })
            }
            data-testid="countersign"
          >
            {t('people:waiting.sign')}
          </Button>
        </Tooltip>
        <Popconfirm
          title={t('people:waiting.drop.sure')}
          okText={t('people:waiting.drop')}
          cancelText={t('common:cancel')}
          onConfirm={() => drop.mutate(action.id)}
        >
          <Button loading={drop.isPending} data-testid="drop-act">
            {t('people:waiting.drop')}
          </Button>
        </Popconfirm>
        {bar === undefined ? null : <span className="muted">{bar}</span>}
      </div>
      {countersign.error === null ? null : (
        <Refused
          error={countersign.error instanceof ProblemError ? countersign.error.problem : undefined}
          text={countersign.error.message}
        />
      )}
    </Panel>
  )
}

/** What will be done, as its own form showed it. */
function Content({ action }: { readonly action: SignedAction }) {
  const { t } = useTranslation('fields')
  const { kind, payload } = action
  if (kind === 'licences.imported') return <HeldImport action={action} />
  if (kind === 'list.imported') return <HeldList action={action} />
  if (kind === 'account.registered') {
    const { number, ...rest } = payload
    return (
      <>
        <Fields fields={rest} />
        <dl className="facts">
          {/* Elsewhere it is masked. Who signs second compares it with the bank's paper, figure by figure. */}
          <FieldRow label={t('number')}>
            <code className="mono" data-testid="account-number-whole">
              {String(number)}
            </code>
          </FieldRow>
        </dl>
      </>
    )
  }
  return (
    <>
      <KeysNamed payload={payload} />
      <Fields fields={payload} />
    </>
  )
}

/** Each key that an act is about, whose it is, and its fingerprint: nobody signs for a shortened one. */
function KeysNamed({ payload }: { readonly payload: SignedAction['payload'] }) {
  const keys = useDirectory().data?.state?.keys ?? {}
  const administrators = (Array.isArray(payload.administrators) ? payload.administrators : []) as readonly {
    readonly person: string
    readonly key: string
  }[]
  const single = [payload.old, payload.key].filter((one) => typeof one === 'string')
  const rows = [
    ...single.map((key) => ({ key, holder: keys[key]?.holder ?? (typeof payload.holder === 'string' ? payload.holder : '') })), // biome-ignore format: one list
    ...administrators.map(({ person, key }) => ({ key, holder: person })),
  ]
  return rows.map(({ key, holder }) => (
    <div key={key} className="form-row" style={{ marginBottom: 8 }}>
      <b>{holder}</b>
      <Fingerprint of={key} />
    </div>
  ))
}
