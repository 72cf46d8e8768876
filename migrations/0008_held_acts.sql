-- Acts of the zone's administration that one of two has signed: kept until another administrator signs too, so that the two need not
-- sit at one screen. No part of the record, and nothing follows from it: it may be emptied at any time, and is then signed again.
create table held_acts (
  -- The action's own id.
  id text primary key,
  -- The action as its first administrator signed it, canonical JSON.
  action text not null,
  -- Who signed it.
  person text not null,
  -- By the zone's clock, RFC 3339.
  held_at text not null
);

-- Closed to the reading role, like all that is not the record.
alter table held_acts enable row level security;
