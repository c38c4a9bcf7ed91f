<?php
/** Text columns of this site's tables, by table, less those that are read otherwise. */
function sar_columns($skip, &$short)
{
    global $wpdb;
    $known = [$wpdb->posts, $wpdb->postmeta, $wpdb->users, $wpdb->comments];
    $query = $wpdb->prepare(
        'SELECT table_name AS t, column_name AS c FROM information_schema.columns WHERE table_schema = DATABASE()'
        . " AND table_name LIKE %s AND data_type IN ('char','varchar','tinytext','text','mediumtext','longtext','json')"
        . ' ORDER BY table_name, ordinal_position',
        $wpdb->esc_like($wpdb->prefix) . '%'
    );
    $tables = [];
    foreach (sar_rows($query, 'the list of tables', $short, 20000) as $row) {
        $bare = substr($row['t'], strlen($wpdb->prefix));
        $other = is_multisite() && preg_match('/^\d+_/', $bare);
        $read = array_filter($skip, function ($start) use ($bare) { return strpos($bare, $start) === 0; });
        if (!$other && !$read && !in_array($row['t'], $known, true)) {
            $tables[$row['t']][] = $row['c'];
        }
    }
    return $tables;
}

/** The column by which several rows make one entry, in a table that keeps every answer of a form in a row of its own. */
function sar_entry_column($row)
{
    $names = ['meta_key', 'field_id', 'field_name', 'field_number', 'custom_field_id', 'form_field_id', 'name', 'key'];
    $values = ['meta_value', 'field_value', 'value'];
    if (!array_intersect_key($row, array_flip($names)) || !array_intersect_key($row, array_flip($values))) {
        return '';
    }
    foreach (['entry_id', 'submission_id', 'lead_id', 'form_entry_id', 'response_id', 'item_id', 'subscriber_id'] as $name) {
        if (isset($row[$name]) && (int) $row[$name] > 0) {
            return $name;
        }
    }
    return '';
}

/** The ids of rows: the first column where it is a number that no other row has, else a digest of the row. */
function sar_row_ids($rows)
{
    $firsts = array_map(function ($row) { return (string) reset($row); }, $rows);
    $times = array_count_values($firsts);
    return array_map(function ($row, $first) use ($times) {
        return ctype_digit($first) && $times[$first] === 1 ? $first : substr(hash('sha256', serialize($row)), 0, 16);
    }, $rows, $firsts);
}

/** A row whose values stand under keys that name them: what opens something is left out by that name too. */
function sar_row($row)
{
    $named = $row['meta_key'] ?? $row['option_name'] ?? '';
    foreach (['meta_value', 'option_value'] as $column) {
        if (isset($row[$column])) {
            $row[$column] = sar_value($named, $row[$column]);
        }
    }
    return sar_values($row);
}

/** Entries of all other tables in which an address stands. */
function sar_tables($emails, $skip, &$short)
{
    global $wpdb;
    $entries = [];
    foreach (sar_columns($skip, $short) as $table => $columns) {
        $quoted = array_map(function ($column) { return "`$column`"; }, $columns);
        $bare = substr($table, strlen($wpdb->prefix));
        $found = sar_rows("SELECT * FROM `$table` WHERE " . sar_like($quoted, $emails), $bare, $short);
        foreach (array_map(null, $found, sar_row_ids($found)) as [$row, $id]) {
            $by = sar_entry_column($row);
            $id = $by ? "$by=" . (int) $row[$by] : $id;
            if (isset($entries["$bare/$id"])) {
                continue;
            }
            $rows = $by ? sar_rows("SELECT * FROM `$table` WHERE `$by` = " . (int) $row[$by], $bare, $short) : [$row];
            $entries["$bare/$id"] = ['id' => "$bare/$id", 'table' => $bare, 'rows' => array_map('sar_row', $rows)];
        }
    }
    return array_values($entries);
}
