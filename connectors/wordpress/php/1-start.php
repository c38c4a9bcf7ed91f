<?php
// Runs inside WordPress, by `wp eval-file -` or by plain `php` reading its input. It only reads.
// What is asked stands in $sar, which the connector puts before it: no address is seen in a list of processes.
ob_start(); // what themes and plugins print is no part of the answer
if (!defined('ABSPATH')) {
    define('WP_ADMIN', true); // some plugins offer their exporters only in the admin area
    $_SERVER['HTTP_HOST'] = $_SERVER['HTTP_HOST'] ?? $sar['host'];
    $_SERVER['REQUEST_URI'] = $_SERVER['REQUEST_URI'] ?? '/wp-admin/';
    $_SERVER['REQUEST_METHOD'] = $_SERVER['REQUEST_METHOD'] ?? 'GET';
    require $sar['root'] . '/wp-load.php';
}
require_once ABSPATH . 'wp-admin/includes/plugin.php';
set_time_limit(0);

/** Whether the value of a column or key of this name opens something: it then stays on this host. */
function sar_opens($name)
{
    $words = 'pass(word|wd|phrase)?($|_|-)|pwd|secret|token|nonce|totp|two_?factor|2fa|backup_?codes?|api_?key';
    return (bool) preg_match("/$words|private_?key|activation_?key|_hash$|app_?id$/i", (string) $name);
}

/** A value as it is stored, taken apart where it is serialized; objects are never brought to life. */
function sar_value($name, $value)
{
    if (sar_opens($name)) {
        return '(a credential, left out)';
    }
    if (is_string($value) && is_serialized($value)) {
        $value = sar_tamed(@unserialize($value, ['allowed_classes' => false]));
    }
    return is_array($value) ? sar_values($value) : $value;
}

/** All values of a row or list, by name. */
function sar_values($row)
{
    $values = [];
    foreach ($row as $name => $value) {
        $values[$name] = sar_value($name, $value);
    }
    return $values;
}

/** Serialized objects as plain lists. */
function sar_tamed($value)
{
    if (is_object($value)) {
        $value = (array) $value;
    }
    return is_array($value) ? array_map('sar_tamed', $value) : $value;
}

/** `(a LIKE %x% OR b LIKE %x% …)` for these columns and all addresses, as they are and as HTML writes them. */
function sar_like($columns, $emails)
{
    global $wpdb;
    $parts = [];
    foreach ($emails as $email) {
        foreach (array_unique([$email, esc_html($email), addslashes($email)]) as $spelling) {
            foreach ($columns as $column) {
                $parts[] = $wpdb->prepare("$column LIKE %s", '%' . $wpdb->esc_like($spelling) . '%');
            }
        }
    }
    return $parts ? '(' . implode(' OR ', $parts) . ')' : '1 = 0';
}

/** Rows of a query, at most so many; notes in $short what was cut off or failed. */
function sar_rows($query, $what, &$short, $limit = 500)
{
    global $wpdb;
    $hidden = $wpdb->suppress_errors(true);
    $wpdb->last_error = '';
    $rows = $wpdb->get_results("$query LIMIT " . ($limit + 1), ARRAY_A);
    $wpdb->suppress_errors($hidden);
    if ($wpdb->last_error !== '' || !is_array($rows)) {
        $short[] = ['part' => $what, 'why' => 'failed'];
        return [];
    }
    if (count($rows) > $limit) {
        $short[] = ['part' => $what, 'why' => 'cut'];
    }
    return array_slice($rows, 0, $limit);
}
