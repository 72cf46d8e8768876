-- Whose rows these are. Everything here is derived from entries, but for who sent a document; reading goes through a role of its own,
-- which owns nothing and sees what these policies let it see. The zone's own role owns the tables and is not bound by them.

-- Organisations that read a case: because an entry names them or their person acts ('named'), or by a grant that stands ('granted').
-- One that begins with @ stands for a role: cases that came across are seen by who sells them here.
create table case_readers (
  stream bytea not null references streams deferrable initially deferred,
  org text not null,
  why text not null check (why in ('named', 'granted')),
  -- The entry that says so.
  entry bytea not null references entries deferrable initially deferred,
  primary key (stream, org, why)
);
create index case_readers_of on case_readers (org);

-- The directory's organisations as the policies need them.
create table reader_organisations (
  org text primary key,
  role text not null,
  -- Reads every case of the zone.
  supervises boolean not null
);

-- Which streams name a document, by its hash, whether it came before or after.
create table document_places (
  sha256 bytea not null check (octet_length(sha256) = 32),
  stream bytea not null references streams deferrable initially deferred,
  primary key (sha256, stream)
);
create index document_places_of on document_places (stream);

-- Who sent it: until an entry names it, it is theirs alone.
create table document_senders (
  sha256 bytea not null references documents,
  org text not null,
  primary key (sha256, org)
);

-- The organisation of the session whose token this connection was given for its transaction; null where there is none. What is set
-- is the secret token and not a name: who sets another's would have to know it.
create function reader_org() returns text stable security definer set search_path = public, pg_temp language sql as $$
  select s.org from sessions s
  where s.token_hash = sha256(convert_to(coalesce(current_setting('sluice.session', true), ''), 'UTF8')) and s.expires_at > now()
$$;

create function reader_supervises() returns boolean stable security definer set search_path = public, pg_temp language sql as $$
  select coalesce((select o.supervises from reader_organisations o where o.org = reader_org()), false)
$$;

create function reader_cases() returns setof bytea stable security definer set search_path = public, pg_temp language sql as $$
  select c.stream from case_readers c
  where c.org = reader_org() or c.org = (select '@' || o.role from reader_organisations o where o.org = reader_org())
$$;

-- A stream of the zone is read by whoever is signed in; a case and its children by those who read the case.
alter table streams enable row level security;
create policy readers on streams for select using (
  case when kind in ('directory', 'registers', 'packs') then (select reader_org()) is not null
  else (select reader_supervises()) or coalesce(parent, id) in (select reader_cases()) end
);

-- The rest follows: what hangs on a stream is seen with it. The inner look-ups are bound by the policy above.
alter table entries enable row level security;
create policy readers on entries for select using (exists (select from streams s where s.id = stream));

alter table outbox enable row level security;
create policy readers on outbox for select using (exists (select from streams s where s.id = stream));

alter table crossings enable row level security;
create policy readers on crossings for select using (exists (select from streams s where s.id = stream));

alter table peers enable row level security;
create policy readers on peers for select using (exists (select from streams s where s.id = stream));

alter table log_leaves enable row level security;
create policy readers on log_leaves for select using (exists (select from entries e where e.id = entry_id));

alter table document_places enable row level security;
create policy readers on document_places for select using (exists (select from streams s where s.id = stream));

alter table document_senders enable row level security;
create policy readers on document_senders for select using (org = (select reader_org()));

alter table documents enable row level security;
create policy readers on documents for select using (
  exists (select from document_places p where p.sha256 = documents.sha256)
  or exists (select from document_senders d where d.sha256 = documents.sha256)
);

-- Closed to every reader: no policy lets a row through, whatever is granted by mistake.
alter table vault enable row level security;
alter table actions enable row level security;
alter table sessions enable row level security;
alter table sign_in_challenges enable row level security;
alter table case_readers enable row level security;
alter table reader_organisations enable row level security;
