-- What a long case is looked through by, a page at a time, without reading its entries: derived from them, written with them, held to them by fsck, and made
-- again where it lacks. No references: what would be checked at each commit follows from the one statement that writes both.

create table entry_notes (
  stream bytea not null,
  position integer not null,
  -- `effectiveAt` of the entry.
  at text not null,
  kind text not null,
  person text,
  -- Where the entry led its subject, where it moved a stage.
  stage text,
  lot text,
  tranche text,
  -- What the entry is about for people: one that arrived from the other zone counts as what it carries.
  about_kind text not null,
  about_lot text,
  about_tranche text,
  about_purpose text,
  about_at text not null,
  crossed boolean not null,
  primary key (stream, position)
);

-- Lines of the ledger, each with the balance of its account in its asset after it: signed decimal text of base or minor units.
create table postings (
  stream bytea not null,
  position integer not null,
  line smallint not null,
  account text not null,
  asset text not null,
  units text not null,
  balance text not null,
  primary key (stream, position, line)
);

alter table entry_notes enable row level security;
create policy readers on entry_notes for select using (exists (select from streams s where s.id = stream));

alter table postings enable row level security;
create policy readers on postings for select using (exists (select from streams s where s.id = stream));
