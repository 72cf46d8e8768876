-- A document that was deleted under a duty keeps its row: hash, when, which duty. Its text is gone.
alter table documents alter column content drop not null;
alter table documents add column deleted_at text;
alter table documents add column duty text;
alter table documents add constraint documents_deleted
  check ((content is null) = (deleted_at is not null) and (deleted_at is null) = (duty is null));
-- A value of the vault is there with its salt, or deleted with time and duty.
alter table vault add constraint vault_deleted
  check ((value is null) = (salt is null) and (value is null) = (deleted_at is not null) and (deleted_at is null) = (duty is null));
