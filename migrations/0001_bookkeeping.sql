-- Which file made what. Kysely keeps the names and the order; this keeps the digest, so that a file that was edited after it had
-- been applied is noticed at the next start and not years later.
create table migration_file (
  name text primary key,
  -- SHA-256 of the file, hexadecimal.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  applied_at timestamptz not null default clock_timestamp()
);
