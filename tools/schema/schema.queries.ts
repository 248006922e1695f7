import { listOf, orNull, row, text, boolean } from "../../src/platform/database/columns.ts";
import { reads, sql } from "../../src/platform/database/statement.ts";

export function extensions() {
  return reads(row({ name: text }))`
  select extname as name from pg_extension where extname <> 'plpgsql' order by extname collate "C"`;
}

export function functions() {
  return reads(row({ definition: text }))`
  select pg_get_functiondef(own.oid) as definition from pg_proc own
  where pronamespace = 'public'::regnamespace and prokind in ('f', 'p') and ${notOfAnExtension("pg_proc")}
  order by proname collate "C", pg_get_function_identity_arguments(own.oid) collate "C"`;
}

/** Returns the sequences that belong to no column. */
export function sequences() {
  return reads(row({ name: text, type: text }))`
  select relname as name, format_type(seqtypid, null) as type
  from pg_sequence join pg_class own on own.oid = seqrelid
  where relnamespace = 'public'::regnamespace and ${notOfAnExtension("pg_class")}
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = own.oid and deptype in ('a', 'i'))
  order by relname collate "C"`;
}

/** Returns the dictionaries for each kind of word, in the order in which they are consulted. */
export function searchConfigurations() {
  return reads(row({ name: text, word: text, dictionaries: text }))`
  select cfgname as name, alias as word, string_agg(dictname, ', ' order by mapseqno) as dictionaries
  from pg_ts_config own
  join pg_ts_config_map on mapcfg = own.oid
  join pg_ts_dict on pg_ts_dict.oid = mapdict
  join lateral ts_token_type(cfgparser) as kind on kind.tokid = maptokentype
  where cfgnamespace = 'public'::regnamespace and ${notOfAnExtension("pg_ts_config")}
  group by cfgname, alias order by cfgname collate "C", alias collate "C"`;
}

export function searchDictionaries() {
  return reads(row({ name: text, template: text, options: orNull(text) }))`
  select dictname as name, tmplname as template, dictinitoption as options
  from pg_ts_dict own join pg_ts_template on pg_ts_template.oid = dicttemplate
  where dictnamespace = 'public'::regnamespace and ${notOfAnExtension("pg_ts_dict")}
  order by dictname collate "C"`;
}

export function columns() {
  return reads(
    row({
      table: text,
      is_logged: boolean,
      name: text,
      type: text,
      collation: orNull(text),
      is_required: boolean,
      identity: text,
      generated: text,
      expression: orNull(text),
      comment: orNull(text),
    }),
  )`
  select relname as table, relpersistence = 'p' as is_logged, attname as name, format_type(atttypid, atttypmod) as type,
    (select collname from pg_collation where pg_collation.oid = attcollation and collname <> 'default') as collation,
    attnotnull as is_required, attidentity::text as identity, attgenerated::text as generated,
    pg_get_expr(adbin, adrelid) as expression, col_description(own.oid, attnum) as comment
  from pg_class own
  join pg_attribute on attrelid = own.oid and attnum > 0 and not attisdropped
  left join pg_attrdef on adrelid = own.oid and adnum = attnum
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and ${notOfAnExtension("pg_class")}
  order by relname collate "C", attnum`;
}

/**
 * Leaves out "not null", which newer versions of PostgreSQL list among the constraints: the columns already show it.
 */
export function constraints() {
  return reads(row({ table: text, name: text, definition: text }))`
  select relname as table, conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
  from pg_constraint join pg_class own on own.oid = conrelid
  where relnamespace = 'public'::regnamespace and contype in ('p', 'u', 'f', 'c', 'x') and ${notOfAnExtension("pg_class")}
  order by relname collate "C", array_position('{p,u,x,f,c}'::"char"[], contype), conname collate "C"`;
}

/** Returns the indexes that belong to no constraint. */
export function indexes() {
  return reads(row({ table: text, definition: text }))`
  select own.relname as table, pg_get_indexdef(indexrelid) as definition
  from pg_index join pg_class own on own.oid = indrelid join pg_class index on index.oid = indexrelid
  where own.relnamespace = 'public'::regnamespace and own.relkind in ('r', 'p') and ${notOfAnExtension("pg_class")}
    and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
  order by own.relname collate "C", index.relname collate "C"`;
}

/** Returns the triggers. The shop uses none: a trigger in the listing is a mistake. */
export function triggers() {
  return reads(row({ definition: text }))`
  select pg_get_triggerdef(pg_trigger.oid) as definition
  from pg_trigger join pg_class own on own.oid = tgrelid
  where not tgisinternal and relnamespace = 'public'::regnamespace
  order by 1`;
}

/** Returns primary and foreign keys, their columns in order. */
export function keys() {
  return reads(
    row({ table: text, is_primary: boolean, columns: listOf(text), to_table: orNull(text), to_columns: listOf(text) }),
  )`
  select own.relname as table, contype = 'p' as is_primary,
    array(select attname::text from unnest(conkey) with ordinality as part (number, place)
      join pg_attribute on attrelid = conrelid and attnum = number order by place) as columns,
    target.relname as to_table,
    array(select attname::text from unnest(confkey) with ordinality as part (number, place)
      join pg_attribute on attrelid = confrelid and attnum = number order by place) as to_columns
  from pg_constraint join pg_class own on own.oid = conrelid left join pg_class target on target.oid = confrelid
  where own.relnamespace = 'public'::regnamespace and contype in ('p', 'f') and ${notOfAnExtension("pg_class")}
  order by own.relname collate "C", contype <> 'p', conname collate "C"`;
}

/** Excludes objects that belong to an extension. */
function notOfAnExtension(catalog: string) {
  return sql`not exists (
  select from pg_depend where deptype = 'e' and objid = own.oid and classid = ${catalog}::regclass)`;
}
