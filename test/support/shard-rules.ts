import type { Placement } from "../../migrations/placement.ts";

/** A table of the schema that breaks a rule for distributed databases. */
export type Finding = { readonly rule: string; readonly table: string; readonly what: string };

type Sql = (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;

/**
 * The schema's tables, each with its placement and placing column, and their foreign keys: every rule below queries
 * them.
 */
const tables = `
  with listed as (select key as name, value ->> 'lives' as lives, value ->> 'column' as key_column from jsonb_each($1::jsonb)),
  shop_table as (
    select c.oid, c.relname as name, lives, key_column, a.attnum as place, a.attnotnull, a.attgenerated, a.atttypid
    from pg_class c
    left join listed on listed.name = c.relname
    left join pg_attribute a on a.attrelid = c.oid and a.attname = key_column and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition),
  foreign_key as (
    select k.conname, k.conkey, k.confkey, k.confdeltype, k.confupdtype, k.conrelid, k.confrelid, p.conkey as to_primary,
      f.name, f.lives, f.place, t.name as to_name, t.lives as to_lives, t.place as to_place
    from pg_constraint k join shop_table f on f.oid = k.conrelid join shop_table t on t.oid = k.confrelid
    left join pg_constraint p on p.conrelid = t.oid and p.contype = 'p'
    where k.contype = 'f')`;

const rules: Readonly<Record<string, string>> = {
  "a table has a placement": `select name, 'not in migrations/placement.ts' from shop_table where lives is null`,
  "a placement has a table": `select name, 'in migrations/placement.ts alone' from listed where not exists (select from shop_table t where t.name = listed.name)`,
  "a table has a primary key": `
    select name, '' from shop_table where not exists (select from pg_constraint where conrelid = shop_table.oid and contype = 'p')`,
  "the placing column exists, is never null, never generated, no enumeration": `
    select name, key_column from shop_table left join pg_type on pg_type.oid = atttypid
    where lives = 'by' and (place is null or not attnotnull or attgenerated <> '' or typtype = 'e')`,
  "the placing column leads every primary key, unique and exclusion constraint": `
    select name, i.indexrelid::regclass::text from shop_table join pg_index i on i.indrelid = shop_table.oid
    where lives = 'by' and (indisunique or indisexclusion) and indkey[0] is distinct from place`,
  "foreign keys among placed tables begin with the placing column on both sides": `
    select name, conname from foreign_key
    where lives = 'by' and to_lives = 'by' and (conkey[1] is distinct from place or confkey[1] is distinct from to_place)`,
  "a foreign key never changes a placing column": `
    select name, conname from foreign_key
    where lives = 'by' and place = any (conkey) and (confdeltype in ('n', 'd') or confupdtype in ('c', 'n', 'd'))`,
  "a table that lives everywhere refers to such tables alone": `
    select name, conname from foreign_key where lives = 'everywhere' and to_lives <> 'everywhere'`,
  "no foreign key joins a placed table and a local one": `
    select name, conname from foreign_key where 'by' in (lives, to_lives) and 'local' in (lives, to_lives)`,
  "there are no triggers": `
    select name, tgname from shop_table join pg_trigger on tgrelid = shop_table.oid where not tgisinternal
    union all select evtevent, evtname from pg_event_trigger`,
  "there are no rules": `
    select c.relname, rulename from pg_rewrite join pg_class c on c.oid = ev_class
    where c.relnamespace = 'public'::regnamespace and rulename <> '_RETURN'`,
  "identities are bigint, never serial": `
    select name, attname from shop_table join pg_attribute a on a.attrelid = shop_table.oid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where (a.attidentity <> '' and a.atttypid <> 'int8'::regtype) or pg_get_expr(d.adbin, d.adrelid) like '%nextval(%'`,
  "a foreign key has an index that begins with its columns, or with those of them that name the row it refers to, unless such rows are retired instead of deleted": `
    select name, conname from foreign_key cross join lateral (
      select array_agg(key) as columns from unnest(conkey, confkey) as pair (key, to_key)
      where not to_primary <@ confkey or to_key = any (to_primary)) as naming
    where not exists (
      select from pg_attribute a where a.attrelid = foreign_key.confrelid and a.attname = 'retired_at')
    and not exists (
      select from pg_index i where i.indrelid = foreign_key.conrelid and i.indisvalid and i.indpred is null
        and (indkey::smallint[])[0:cardinality(columns) - 1] @> columns)`,
};

/**
 * Returns every breach of the rules that allow the plain schema to be distributed over nodes; empty for a good schema.
 */
export const breaches = async (sql: Sql, placements: Readonly<Record<string, Placement>>): Promise<Finding[]> => {
  const findings: Finding[] = [];
  for (const [rule, query] of Object.entries(rules)) {
    const rows = await sql(
      `${tables}, found (at, what) as (${query}) select at::text, what::text from found order by 1, 2`,
      [JSON.stringify(placements)],
    );
    findings.push(...rows.map(({ at, what }) => ({ rule, table: String(at), what: String(what) })));
  }
  return findings;
};

/** The names of all rules: a test plants a breach of each. */
export const everyRule: readonly string[] = Object.keys(rules);
