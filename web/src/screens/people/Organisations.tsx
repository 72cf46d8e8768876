import { Button, Input, Select, Table } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { administration } from '../../../../src/core/access/parties.ts'
import type { Directory } from '../../../../src/core/case/directory.ts'
import { roles as roleTexts } from '../../i18n/zh-CN/roles.ts'
import { ActDialog } from '../../parts/ActDialog.tsx'
import { FormRow } from '../../parts/FormRow.tsx'
import { useNames } from '../../parts/names.tsx'
import { Empty, Panel } from '../../parts/Panel.tsx'
import { organisationAct } from '../../record/organisationAct.ts'
import { useSigning } from '../../signing/signer.tsx'
import { freshAct } from '../../signing/zoneAct.ts'

const ids = /^[a-z0-9][a-z0-9./:-]{0,119}$/

/** Organisations of the zone with their people. */
export function Organisations({ directory }: { readonly directory: Directory }) {
  const { t } = useTranslation('people')
  const names = useNames()
  const navigate = useNavigate()
  const { signer } = useSigning()
  const [dialog, setDialog] = useState<'organisation' | 'person'>()
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const rows = Object.entries(directory.organisations)
    .map(([org, row]) => ({
      org,
      ...row,
      people: Object.entries(directory.people).filter(([, person]) => person.org === org),
    }))
    .filter(({ org, name, people }) =>
      `${org} ${name} ${people.map(([person]) => person).join(' ')}`.toLowerCase().includes(wanted),
    )
  type Row = (typeof rows)[number]
  return (
    <>
      <Panel
        title={`${t('tab.organisations')} ${rows.length}`}
        extra={
          <>
            <Input
              allowClear
              size="small"
              style={{ width: 200 }}
              value={text}
              onChange={(event) => setText(event.target.value)}
              placeholder={t('organisations.search')}
              aria-label={t('organisations.search')}
            />
            {signer?.org === administration ? (
              <>
                <Button onClick={() => setDialog('organisation')} data-testid="enrol-organisation">
                  {t('enrol.organisation')}
                </Button>
                <Button type="primary" onClick={() => setDialog('person')} data-testid="enrol-person">
                  {t('enrol.person')}
                </Button>
              </>
            ) : null}
          </>
        }
      >
        <Table<Row>
          size="small"
          rowKey="org"
          dataSource={rows}
          pagination={rows.length > 50 ? { pageSize: 50 } : false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty title={t('organisations.none')} /> }}
          columns={[
            { title: t('organisation'), render: (_, { org }) => <b>{org}</b> },
            { title: t('name'), render: (_, { name }) => <div className="cell-wide">{name}</div> },
            { title: t('role'), render: (_, { role }) => names.role(role) },
            { title: t('family'), render: (_, { family }) => <span className="muted">{family}</span> },
            {
              title: t('people'),
              render: (_, { people }) =>
                people.length === 0 ? (
                  <span className="muted">--</span>
                ) : (
                  people.map(([person, { roles }]) => (
                    <div key={person}>
                      <span className="mono">{person}</span>{' '}
                      <span className="muted">{names.list(roles.map(names.role))}</span>
                    </div>
                  ))
                ),
            },
            {
              title: t('tab.keys'),
              align: 'right',
              render: (_, { org }) => {
                const n = Object.values(directory.keys).filter(
                  ({ holder }) => holder === org || directory.people[holder]?.org === org,
                ).length
                return (
                  <button type="button" className="text-button" onClick={() => void navigate('/people/keys')}>
                    {n}
                  </button>
                )
              },
            },
          ]}
        />
      </Panel>
      {dialog === 'organisation' ? (
        <EnrolOrganisation directory={directory} close={() => setDialog(undefined)} />
      ) : null}
      {dialog === 'person' ? <EnrolPerson directory={directory} close={() => setDialog(undefined)} /> : null}
    </>
  )
}

interface Dialog {
  readonly directory: Directory
  readonly close: () => void
}

function EnrolOrganisation({ directory, close }: Dialog) {
  const { t } = useTranslation('people')
  const names = useNames()
  const [form, setForm] = useState({ org: '', name: '', role: '', family: '', document: '' })
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const { org, name, role, family } = form
  const known = [...new Set(Object.values(directory.organisations).map((one) => one.role))].sort()
  return (
    <ActDialog
      open
      close={close}
      title={t('enrol.organisation')}
      lead={t('enrol.organisation.lead')}
      by="administrators"
      testId="organisation"
      prepare={() => organisationAct(form)}
    >
      <FormRow
        label={t('organisation')}
        hint={directory.organisations[org] === undefined ? t('id.hint') : t('enrol.again')}
      >
        <Input value={org} onChange={(event) => set({ org: event.target.value.trim() })} />
      </FormRow>
      <FormRow label={t('name')}>
        <Input value={name} maxLength={400} onChange={(event) => set({ name: event.target.value })} />
      </FormRow>
      <FormRow label={t('role')}>
        <Select
          showSearch
          value={role === '' ? null : role}
          onChange={(value) => set({ role: value })}
          options={known.map((value) => ({ value, label: names.role(value) }))}
        />
      </FormRow>
      <FormRow label={t('family')} hint={t('family.hint')}>
        <Input value={family} onChange={(event) => set({ family: event.target.value.trim() })} />
      </FormRow>
      <FormRow label={t('enrol.document')} hint={t('enrol.document.hint')}>
        <Input.TextArea rows={3} value={form.document} onChange={(event) => set({ document: event.target.value })} />
      </FormRow>
    </ActDialog>
  )
}

function EnrolPerson({ directory, close }: Dialog) {
  const { t } = useTranslation('people')
  const names = useNames()
  const [form, setForm] = useState({ person: '', org: '', name: '' })
  const [roles, setRoles] = useState<readonly string[]>([])
  const set = (change: Partial<typeof form>): void => setForm({ ...form, ...change })
  const { person, org, name } = form
  const used = Object.values(directory.people).flatMap((one) => one.roles)
  const known = [...new Set([...used, ...Object.keys(roleTexts)])].filter((one) => one !== 'system').sort()
  return (
    <ActDialog
      open
      close={close}
      title={t('enrol.person')}
      lead={t('enrol.person.lead')}
      by="administrators"
      testId="person"
      prepare={() =>
        ids.test(person) && org !== '' && roles.length > 0
          ? {
              act: freshAct({
                kind: 'person.enrolled',
                payload: {
                  person,
                  org,
                  roles: [...roles],
                  ...(name.trim() === '' ? {} : { personalName: name.trim() }),
                },
              }),
            }
          : undefined
      }
    >
      <FormRow label={t('person')} hint={directory.people[person] === undefined ? t('id.hint') : t('enrol.again')}>
        <Input
          value={person}
          onChange={(event) => set({ person: event.target.value.trim() })}
          data-testid="person-id"
        />
      </FormRow>
      <FormRow label={t('organisation')}>
        <Select
          showSearch
          value={org === '' ? null : org}
          onChange={(value) => set({ org: value })}
          options={Object.entries(directory.organisations).map(([value, one]) => ({
            value,
            label: `${value} · ${one.name}`,
          }))}
          data-testid="person-org"
        />
      </FormRow>
      <FormRow label={t('roles')}>
        <Select
          mode="multiple"
          value={[...roles]}
          onChange={(value: string[]) => setRoles(value)}
          options={known.map((value) => ({ value, label: names.role(value) }))}
          data-testid="person-roles"
        />
      </FormRow>
      <FormRow label={t('personalName')} hint={t('personalName.hint')}>
        <Input value={name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
      </FormRow>
    </ActDialog>
  )
}
