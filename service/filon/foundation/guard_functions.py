"""The SQL functions that a statement may call: those that read nothing but their arguments."""

from __future__ import annotations

from sqlglot import exp

from filon.foundation.guard_text import Refused

# A list of what is allowed rather than of what is not: query_to_xml(), dblink(), readfile() and their likes
# read tables and files whose names they get as text, and extensions bring new ones.
_NAMES = """
    and or not all some case if cast try_cast exists any array row interval between
    count sum avg min max total group_concat string_agg array_agg bool_and bool_or logical_and logical_or
    every stddev variance percentile_cont percentile_disc mode approx_quantile corr json_group_array
    json_group_object json_agg jsonb_agg json_object_agg jsonb_object_agg
    row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
    coalesce ifnull nullif iif greatest least abs round ceil ceiling floor trunc mod sign power pow sqrt exp
    ln log random rand hex unhex quote typeof printf format likelihood likely unlikely
    lower upper length char_length character_length octet_length trim ltrim rtrim btrim replace translate
    substr substring left right concat concat_ws lpad rpad pad repeat reverse split_part strpos instr
    str_position position initcap chr char ascii unicode md5 sha256 sha2_digest encode starts_with overlay similarity
    word_similarity unaccent regexp_replace regexp_like regexp_matches regexp_ilike glob like ilike
    date time datetime julianday unixepoch strftime now current_timestamp current_date current_time
    localtimestamp extract date_part date_trunc timestamp_trunc date_bin age make_date make_interval
    make_timestamp to_char to_date to_timestamp justify_days timezone time_to_str time_to_unix str_to_time
    str_to_date unix_to_time ts_or_ds_to_timestamp ts_or_ds_to_date ts_or_ds_to_time timestamp clock_timestamp
    statement_timestamp transaction_timestamp
    json json_array json_object json_extract json_extract_scalar json_extract_path json_extract_path_text
    jsonb_extract jsonb_extract_scalar json_type json_valid json_set json_remove json_insert json_replace
    json_array_length json_quote json_patch json_build_object json_build_array jsonb_build_object
    jsonb_build_array jsonb_set to_json to_jsonb parse_json row_to_json jsonb_typeof jsonb_array_length
    jsonb_contains_top_key jsonb_contains json_each json_tree json_array_elements json_array_elements_text
    jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text json_each_text
    jsonb_contains_all_top_keys jsonb_contains_any_top_keys
    json_array_agg regexp_i_like jsonb_path_exists
    unnest explode generate_series exploding_generate_series array_length array_position array_to_string array_remove
    array_append array_cat cardinality string_to_array array_contains_all array_contained_by array_overlaps
    gen_random_uuid uuid changes last_insert_rowid total_changes
    bm25 highlight snippet match
    current_setting pg_notify pg_advisory_xact_lock pg_try_advisory_xact_lock pg_advisory_lock
    pg_try_advisory_lock pg_advisory_unlock hashtext hashtextextended pg_column_size pg_backend_pid
"""
HARMLESS = frozenset(_NAMES.split())
# The parser gives functions and operators that it knows class names, and cuts those at every capital letter.
_PARSED = frozenset(name.replace("_", "") for name in HARMLESS)


def check_functions(tree: exp.Expr, ours: frozenset[str]) -> None:
    """Refuse a statement that calls a function which is neither harmless nor one of `ours` (lower case)."""
    for node in tree.find_all(exp.Func):
        if isinstance(node, exp.Anonymous):
            name = str(node.this).lower()
            harmless = name in HARMLESS or name in ours
        else:
            name = type(node).sql_names()[0].lower()
            harmless = any(each.replace("_", "").lower() in _PARSED for each in type(node).sql_names())
        if not harmless:
            raise Refused(
                f"{name}() might read tables by their names",
                "if it reads nothing but its arguments, add it to guard_functions.HARMLESS",
            )
