-- Who reads. A session is known by the hash of its token only: whoever reads this table cannot take one over. Both tables are
-- no part of the record and may be emptied at any time; everybody then signs in again.

-- What was asked to be signed, until it was, or until its end. Taken by deleting it, so once.
create table sign_in_challenges (
  nonce bytea primary key check (octet_length(nonce) = 32),
  key text not null,
  expires_at timestamptz not null
);
create index sign_in_challenges_end on sign_in_challenges (expires_at);

create table sessions (
  -- SHA-256 of the token.
  token_hash bytea primary key check (octet_length(token_hash) = 32),
  -- The enrolled key that signed: where it ends, the session ends.
  key text not null,
  person text not null,
  org text not null,
  begun_at timestamptz not null,
  -- Not after this, however busy; and not after a while without a request.
  expires_at timestamptz not null,
  seen_at timestamptz not null
);
create index sessions_of_person on sessions (person, begun_at);
create index sessions_end on sessions (expires_at);
