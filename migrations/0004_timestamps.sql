-- Time-stamps (RFC 3161) over the texts of checkpoints: verified before they are kept, never changed.
create table log_timestamps (
  size bigint not null references log_checkpoints,
  -- As configuration names it.
  authority text not null,
  -- TimeStampToken in DER.
  token bytea not null,
  -- Certificates that the token does not hold, up to the root, DER.
  certificates bytea[] not null,
  -- The time that the token proves, not that of our clock.
  proved_at timestamptz not null,
  primary key (size, authority)
);
create trigger log_timestamps_append_only before update or delete or truncate on log_timestamps
  for each statement execute function log_is_append_only();
