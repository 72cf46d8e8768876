import type { Queryable } from './queryable.ts'

export interface QueuedEntry {
  /** The entry's id, 32 bytes. */
  readonly id: Uint8Array
  /** The 32 bytes that go into the log. */
  readonly leaf: Uint8Array
}

/**
 * Puts leaves in the queue, in their order, inside the caller's transaction: they are in the log exactly when it commits. To be the last thing
 * that the transaction does, after all that it read or locked; then `wakeIntegrators` once it has committed. What waits already is passed over.
 *
 * @example await enqueueLeaves(client, { entries: [{ id, leaf }], committedAt })
 */
export async function enqueueLeaves(
  client: Queryable,
  parameters: { readonly entries: readonly QueuedEntry[]; readonly committedAt: Date },
): Promise<void> {
  const { entries, committedAt } = parameters
  await client.query({
    name: 'log_enqueue',
    text: `insert into log_queue (id, leaf, committed_at)
      select id, leaf, $3 from unnest($1::bytea[], $2::bytea[]) with ordinality as t (id, leaf, position) order by position
      on conflict (id) do nothing`,
    values: [entries.map(({ id }) => id), entries.map(({ leaf }) => leaf), committedAt],
  })
}
