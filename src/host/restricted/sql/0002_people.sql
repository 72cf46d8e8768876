-- Each person has a role of their own in the database and sees the register through these functions only: what they may do follows from who they are to
-- the server, never from a name that a program hands in. Every look is noted in the transaction of the look.

alter table readers add column login name unique;
-- The officer, and whom the officer named, may name others and decide; staff may record and read.
alter table readers add column officer boolean not null default false;
update readers set officer = true where named_by = person;

-- What the institution decides about a reference. All that ever leaves is the word `hold` or `proceed`.
create table decisions (
  id bigint generated always as identity primary key,
  about text not null,
  decision text not null check (decision in ('hold', 'proceed')),
  detail text not null,
  made_by text not null references readers,
  made_at timestamptz not null default clock_timestamp()
);
create trigger decisions_stand before update or delete on decisions for each row execute function refuse_change();

create function person_now() returns text language sql stable security definer set search_path = public, pg_temp as $$
  select person from readers
  where login = session_user and from_at::timestamptz <= clock_timestamp()
    and (until_at is null or clock_timestamp() < until_at::timestamptz)
$$;

-- One answer for what is not there and for who may not know.
create function look(about text, need_officer boolean) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := person_now();
begin
  if need_officer and not exists (select from readers where person = who and officer) then
    who := null;
  end if;
  insert into looks (person, about, at, allowed)
  values (session_user, about, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), who is not null);
  return who;
end
$$;

create function record_item(kind text, about text, detail text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := look(about, false);
  made bigint;
begin
  if who is null then return null; end if;
  insert into items (kind, about, detail, made_by, made_at)
  values (kind, about, detail, who, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  returning id into made;
  return made;
end
$$;

create function list_items(wanted text) returns table (id bigint, kind text, about text, detail text, made_by text, made_at text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := look(wanted, false);
begin
  return query
    select i.id, i.kind, i.about, i.detail, i.made_by, i.made_at from items i
    where who is not null and (wanted is null or i.about = wanted)
    union all
    select d.id, d.decision, d.about, d.detail, d.made_by, to_char(d.made_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    from decisions d where who is not null and (wanted is null or d.about = wanted)
    order by 6, 1;
end
$$;

create function decide(about text, decision text, detail text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := look(about, true);
begin
  if who is null then return null; end if;
  insert into decisions (about, decision, detail, made_by) values (about, decision, detail, who);
  return decision;
end
$$;

create function name_person(new_person text, new_login name, as_officer boolean) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := look(null, true);
begin
  if who is null then return null; end if;
  insert into readers (person, named_by, from_at, login, officer)
  values (new_person, who, to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), new_login, as_officer);
  return new_person;
end
$$;

create function end_person(old_person text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  who text := look(null, true);
begin
  if who is null or who = old_person then return null; end if;
  update readers set until_at = to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  where person = old_person and until_at is null;
  if not found then return null; end if;
  return old_person;
end
$$;

revoke all on function person_now(), look(text, boolean), record_item(text, text, text), list_items(text), decide(text, text, text),
  name_person(text, name, boolean), end_person(text) from public;
