-- What Janitor knows of the objects that quotas are about. Keys are bytes, as names are; tenants are text.

-- What one StorageQuota is about. Two quotas on one bucket have two collections: their tenants differ.
create table collections (
  id integer generated always as identity primary key,
  name text not null unique,            -- namespace/name of the quota
  store text not null                   -- the bucket or claim: what tells one from another, such as https://s3.example.com/videos
);

create table objects (
  collection integer not null references collections on delete cascade,
  key bytea not null,
  tenant text collate "C" not null,
  size bigint not null check (size >= 0),
  sha256 bytea check (octet_length(sha256) = 32),
  etag text,
  class text,
  modified_at timestamptz not null,
  booked_at timestamptz not null default clock_timestamp(),
  primary key (collection, key)
);
create index objects_by_content on objects (collection, tenant, sha256);

-- Objects that were taken out lately: a listing that began before may still have them.
create table gone (
  collection integer not null references collections on delete cascade,
  key bytea not null,
  at timestamptz not null default clock_timestamp(),
  primary key (collection, key)
);

-- Kept by triggers, in the transaction that changes the objects. Half-empty pages, so that a row is updated where it is (HOT).
create table usage (
  collection integer not null references collections on delete cascade,
  tenant text collate "C" not null,
  bytes bigint not null default 0 check (bytes >= 0),
  objects bigint not null default 0 check (objects >= 0),
  primary key (collection, tenant)
) with (fillfactor = 50);

-- What each day brought, and how it stood at its end (UTC).
create table usage_days (
  collection integer not null references collections on delete cascade,
  day date not null,
  tenant text collate "C" not null,
  bytes bigint not null,
  objects bigint not null,
  stored_bytes bigint not null default 0,
  stored_objects bigint not null default 0,
  freed_bytes bigint not null default 0,
  freed_objects bigint not null default 0,
  primary key (collection, day, tenant)
) with (fillfactor = 50);

-- Bytes that somebody was promised and has not stored yet. Those that have expired count no more, whether they are still here or not.
create table reservations (
  id uuid primary key,
  collection integer not null references collections on delete cascade,
  tenant text collate "C" not null,
  key bytea not null,
  size bigint not null check (size >= 0),
  sha256 bytea not null check (octet_length(sha256) = 32),
  content_type text,
  upload_id text,                       -- of a multipart upload
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index reservations_by_tenant on reservations (collection, tenant, expires_at);

-- The runs of all policies, and what they removed.
create table runs (
  id bigint generated always as identity primary key,
  kind text not null,
  namespace text not null,
  name text not null,
  run text not null,
  trigger text not null,
  outcome text not null,
  started_at timestamptz not null,
  finished_at timestamptz,              -- null while it goes on
  summary jsonb not null,
  unique (kind, namespace, name, run)
);
create index runs_by_time on runs (started_at);

create table removals (
  run bigint not null references runs on delete cascade,
  key bytea not null,                   -- below the run's target
  size bigint not null,
  rule text not null
);
create index removals_by_run on removals (run);

-- Who did what by the gateway.
create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,                  -- the key's name, or the user's
  action text not null,
  collection integer references collections on delete cascade,
  tenant text,
  key bytea,
  upload uuid,
  detail text
);
create index audit_by_time on audit (at);
create index audit_by_upload on audit (upload) where upload is not null;

-- How far a verification has come: the key after which the next run goes on. Without a row it begins anew.
create table verified (
  collection integer not null references collections on delete cascade,
  sampled boolean not null,             -- runs that take a share each have a place of their own
  key bytea not null,
  at timestamptz not null default now(),
  primary key (collection, sampled)
);

create function add_usage(of_collection integer, of_tenant text, stored bigint, stored_count bigint, freed bigint, freed_count bigint)
returns void language plpgsql as $$
declare
  now_bytes bigint;
  now_objects bigint;
begin
  insert into usage (collection, tenant) values (of_collection, of_tenant) on conflict do nothing;
  update usage set bytes = bytes + stored - freed, objects = objects + stored_count - freed_count
    where collection = of_collection and tenant = of_tenant
    returning bytes, objects into now_bytes, now_objects;
  insert into usage_days as d values (
      of_collection, (now() at time zone 'UTC')::date, of_tenant, now_bytes, now_objects, stored, stored_count, freed, freed_count)
    on conflict (collection, day, tenant) do update set bytes = excluded.bytes, objects = excluded.objects,
      stored_bytes = d.stored_bytes + excluded.stored_bytes, stored_objects = d.stored_objects + excluded.stored_objects,
      freed_bytes = d.freed_bytes + excluded.freed_bytes, freed_objects = d.freed_objects + excluded.freed_objects;
end $$;

-- For each statement, its changes by tenant. Tenants are taken in order, so that two statements never wait for each other in a ring.
create function objects_stored() returns trigger language plpgsql as $$
begin
  perform add_usage(collection, tenant, bytes, count, 0, 0)
    from (select collection, tenant, sum(size)::bigint as bytes, count(*) from stored group by collection, tenant order by collection, tenant) as changes;
  return null;
end $$;

create function objects_freed() returns trigger language plpgsql as $$
begin
  insert into gone (collection, key) select collection, key from freed order by collection, key
    on conflict (collection, key) do update set at = excluded.at;
  perform add_usage(collection, tenant, 0, 0, bytes, count)
    from (select collection, tenant, sum(size)::bigint as bytes, count(*) from freed group by collection, tenant order by collection, tenant) as changes;
  return null;
end $$;

create function objects_changed() returns trigger language plpgsql as $$
begin
  perform add_usage(collection, tenant, stored_bytes, stored_count, freed_bytes, freed_count)
    from (
      select collection, tenant, sum(stored_bytes)::bigint as stored_bytes, sum(stored_count)::bigint as stored_count,
        sum(freed_bytes)::bigint as freed_bytes, sum(freed_count)::bigint as freed_count
      from (
        select collection, tenant, size as stored_bytes, 1 as stored_count, 0 as freed_bytes, 0 as freed_count from stored
        union all
        select collection, tenant, 0, 0, size, 1 from freed
      ) as each
      group by collection, tenant order by collection, tenant
    ) as changes;
  return null;
end $$;

create trigger objects_stored after insert on objects referencing new table as stored for each statement execute function objects_stored();
create trigger objects_freed after delete on objects referencing old table as freed for each statement execute function objects_freed();
-- Not when objects that were there are hashed: nothing came and nothing went.
create trigger objects_changed after update on objects referencing old table as freed new table as stored
  for each statement when (current_setting('janitor.only_hashes', true) is distinct from 'on') execute function objects_changed();
