import { supervisorRoles } from '../../core/access/parties.ts'
import type { Directory } from '../../core/case/directory.ts'
import type { Queryable } from '../log/queryable.ts'
import { endSessions } from './sessions.ts'

/** What follows from an entry of the directory for who reads: in its transaction. */
export async function followDirectory(client: Queryable, directory: Directory, at: string): Promise<void> {
  await endSessions(client, directory, at)
  await keepOrganisations(client, directory)
}

/** The directory's organisations as the policies of the database need them. */
export async function keepOrganisations(client: Queryable, directory: Directory): Promise<void> {
  const rows = readerOrganisations(directory)
  await client.query(
    `insert into reader_organisations as r (org, role, supervises)
     select * from unnest($1::text[], $2::text[], $3::boolean[])
     on conflict (org) do update set role = excluded.role, supervises = excluded.supervises
     where (r.role, r.supervises) is distinct from (excluded.role, excluded.supervises)`,
    [rows.map(({ org }) => org), rows.map(({ role }) => role), rows.map(({ supervises }) => supervises)],
  )
}

export function readerOrganisations(
  directory: Directory,
): readonly { readonly org: string; readonly role: string; readonly supervises: boolean }[] {
  return Object.entries(directory.organisations).map(([org, { role }]) => ({
    org,
    role,
    supervises: supervisorRoles.includes(role) && directory.supervision?.[org] !== undefined,
  }))
}
