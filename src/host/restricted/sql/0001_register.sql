-- The restricted register of one institution: what it reported, what was consented to, what was not. It is not the zone's: a database of its own, under a
-- role of its own, of which the zone's processes know nothing. Nothing here has an entry, a leaf or a statistic.

-- Which files made these tables.
create table migration_file (
  name text primary key,
  -- SHA-256 of the file, hexadecimal.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default clock_timestamp()
);

-- Who may read, by name. The money laundering reporting officer names the rest.
create table readers (
  person text primary key,
  named_by text not null,
  from_at text not null,
  until_at text
);

create table items (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('report', 'consent', 'no-consent')),
  -- The institution's own reference of what it is about; never a zone's case number.
  about text not null,
  detail text not null,
  made_by text not null references readers,
  made_at text not null
);

-- Who looked, and at what. Kept where what was looked at is kept.
create table looks (
  id bigint generated always as identity primary key,
  person text not null,
  about text,
  at text not null,
  allowed boolean not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'what stands in the restricted register is not changed';
end
$$;
create trigger items_stand before update or delete on items for each row execute function refuse_change();
create trigger looks_stand before update or delete on looks for each row execute function refuse_change();
