-- The record of a zone: streams of entries, append-only. Everything else of a case is derived from here and can be thrown away.

create table streams (
  id bytea primary key check (octet_length(id) = 32),
  kind text not null,
  -- The case that a child stream belongs to.
  parent bytea references streams,
  -- Salts derive from this key; destroying it deletes what can no longer be guessed. Never in an entry, never in a bundle.
  key bytea not null check (octet_length(key) = 32),
  head bytea not null check (octet_length(head) = 32),
  position integer not null check (position >= 0),
  -- State at `head`, canonical JSON: derived, rebuilt by fsck.
  state text not null,
  recorded_at text not null
);
create unique index streams_of_zone on streams (kind) where kind in ('directory', 'registers', 'packs');

create table entries (
  id bytea primary key check (octet_length(id) = 32),
  stream bytea not null references streams deferrable initially deferred,
  position integer not null,
  kind text not null,
  recorded_at text not null,
  -- The bytes that were hashed, with the openings that are not personal: canonical JSON.
  body text not null,
  unique (stream, position)
);

-- Each action once: the same id with other bytes is refused.
create table actions (
  id text primary key,
  digest text not null,
  entry bytea not null references entries deferrable initially deferred
);

-- Openings of personal fields. Deleting a value leaves when and under which duty.
create table vault (
  entry bytea not null references entries deferrable initially deferred,
  field text not null,
  salt text,
  value text,
  deleted_at text,
  duty text,
  primary key (entry, field)
);

create table documents (
  sha256 bytea primary key check (octet_length(sha256) = 32),
  content text not null,
  received_at text not null
);

-- Effects wanted in the world. Written in the transaction of the entry that calls for them.
create table outbox (
  key text primary key,
  entry bytea not null references entries deferrable initially deferred,
  stream bytea not null,
  type text not null,
  request text not null,
  state text not null default 'waiting' check (state in ('waiting', 'attempted', 'done', 'unknown')),
  attempts integer not null default 0,
  -- Order of the entries that called for them: the log's queue gives no order to effects.
  made bigint generated always as identity,
  due_at timestamptz not null default clock_timestamp(),
  outcome text
);
create index outbox_open on outbox (made) where state in ('waiting', 'attempted');

-- What came from other zones, as it came: applied once, kept for bundles.
create table crossings (
  entry bytea primary key,
  zone text not null,
  stream bytea not null,
  document text not null,
  local_entry bytea not null references entries deferrable initially deferred,
  -- Our cosignature line, which is the acknowledgement.
  line text not null
);

-- Which case here is which case there.
create table peers (
  stream bytea primary key references streams deferrable initially deferred,
  zone text not null,
  peer bytea not null,
  unique (zone, peer)
);

create function record_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the record is append-only: % on % is refused', tg_op, tg_table_name;
end
$$;
create trigger entries_append_only before update or delete or truncate on entries
  for each statement execute function record_is_append_only();
create trigger actions_append_only before update or delete or truncate on actions
  for each statement execute function record_is_append_only();
