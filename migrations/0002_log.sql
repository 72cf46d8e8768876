-- The transparency log of a zone. Writers put leaves in the queue in the transaction that commits the entry; one integrator at a
-- time gives them their index. What has an index is never changed.

-- Leaves that are committed and have no index yet. A row must be inserted after everything that its transaction read or locked:
-- then an entry that knows of another stands after it. `enqueued` is no index: it only orders what is seen at one time.
create table log_queue (
  id bytea primary key,
  leaf bytea not null check (octet_length(leaf) = 32),
  committed_at timestamptz not null,
  enqueued bigint generated always as identity (cache 1)
);
create index log_queue_order on log_queue (enqueued);
-- Rows live for milliseconds; without this the dead ones slow down every batch.
alter table log_queue set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- One row: the log as it is integrated. Whoever integrates holds its lock until the batch is committed, so that two servers
-- take turns and a lost one holds nothing.
create table log_head (
  one boolean primary key default true check (one),
  origin text not null,
  size bigint not null check (size >= 0),
  -- The roots of the whole subtrees, greatest first, 32 bytes each.
  peaks bytea not null check (octet_length(peaks) % 32 = 0)
);

create table log_leaves (
  index bigint primary key check (index >= 0),
  leaf bytea not null check (octet_length(leaf) = 32),
  entry_id bytea not null unique
);

-- The hashes of C2SP tlog-tiles, 32 bytes each; the last tile of a level grows, and its beginnings are the partial tiles.
create table log_tiles (
  level smallint not null check (level between 0 and 63),
  index bigint not null check (index >= 0),
  hashes bytea not null check (octet_length(hashes) between 32 and 8192 and octet_length(hashes) % 32 = 0),
  primary key (level, index)
);
-- Hashes do not compress.
alter table log_tiles alter column hashes set storage external;

-- Each head that was ever signed, with the lines of the log's own keys.
create table log_checkpoints (
  size bigint primary key check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  signed_at timestamptz not null
);

-- The newest line of each witness key for each head, checked before it is kept.
create table log_cosignatures (
  size bigint not null references log_checkpoints,
  name text not null,
  key_id bigint not null,
  line text not null,
  received_at timestamptz not null,
  primary key (size, name, key_id)
);

-- What this zone has seen of other logs, as their witness: the greatest head cosigned for each, and the line given for it.
create table witness_state (
  origin text primary key,
  size bigint not null check (size >= 0),
  root bytea not null check (octet_length(root) = 32),
  note text not null,
  line text not null,
  cosigned_at timestamptz not null
);

-- Heads that accuse a log, both as signed. Kept once.
create table witness_incidents (
  id bigint generated always as identity primary key,
  origin text not null,
  kind text not null check (kind in ('fork', 'rollback', 'unproven')),
  held text not null,
  offered text not null,
  seen_at timestamptz not null
);
create unique index witness_incidents_once on witness_incidents (origin, kind, md5(held), md5(offered));

-- Nothing that was published is changed or taken away, by nobody who uses this role by mistake.
create function log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'a log is append-only: % on % is refused', tg_op, tg_table_name;
end
$$;
create trigger log_leaves_append_only before update or delete or truncate on log_leaves
  for each statement execute function log_is_append_only();
create trigger log_checkpoints_append_only before update or delete or truncate on log_checkpoints
  for each statement execute function log_is_append_only();
create trigger witness_incidents_append_only before update or delete or truncate on witness_incidents
  for each statement execute function log_is_append_only();
