<?php
/** Accounts that have one of these addresses or numbers, with their own settings and where they are logged in. */
function sar_accounts($emails, $numbers, &$short)
{
    global $wpdb;
    $accounts = [];
    $where = [$wpdb->prepare('ID IN (' . implode(',', array_map('intval', array_merge([0], $numbers))) . ') AND 1 = %d', 1)];
    foreach ($emails as $email) {
        $where[] = $wpdb->prepare('user_email = %s', $email);
    }
    $query = "SELECT ID, user_login, user_email FROM $wpdb->users WHERE " . implode(' OR ', $where) . ' ORDER BY ID';
    foreach (sar_rows($query, 'the accounts', $short) as $row) {
        $meta = $sessions = [];
        $own = "SELECT meta_key, meta_value FROM $wpdb->usermeta WHERE user_id = " . (int) $row['ID'] . ' ORDER BY umeta_id';
        foreach (sar_rows($own, 'the settings of an account', $short, 5000) as $one) {
            $meta[$one['meta_key']][] = sar_value($one['meta_key'], $one['meta_value']);
            if ($one['meta_key'] === 'session_tokens') {
                $held = @unserialize($one['meta_value'], ['allowed_classes' => false]);
                $sessions = array_values(array_map('sar_session', is_array($held) ? $held : []));
            }
        }
        $accounts[] = $row + ['meta' => $meta, 'sessions' => $sessions];
    }
    return $accounts;
}

/** A log-in, with its times as people read them. */
function sar_session($session)
{
    $session = (array) sar_tamed($session);
    foreach (['login', 'expiration'] as $name) {
        if (isset($session[$name]) && is_numeric($session[$name])) {
            $session[$name] = gmdate('c', (int) $session[$name]);
        }
    }
    return $session;
}

/**
 * Posts of every type that hold an address where REST does not look: in their meta, or as types that REST does not know,
 * such as form entries, orders and revisions; and those of such types that the accounts wrote.
 */
function sar_posts($emails, $authors, &$short)
{
    global $wpdb;
    $shown = array_map('esc_sql', get_post_types(['show_in_rest' => true]));
    $hidden = "post_type NOT IN ('" . implode("','", $shown) . "')";
    // what nobody wrote while logged in has author 0
    $by = implode(',', array_map('intval', array_merge([-1], $authors)));
    $text = sar_like(['post_title', 'post_content', 'post_excerpt'], $emails);
    $meta = sar_like(['meta_value'], $emails);
    $ids = array_merge(
        sar_rows("SELECT ID FROM $wpdb->posts WHERE $hidden AND ($text OR post_author IN ($by)) ORDER BY ID",
            'posts of other types', $short, 5000),
        sar_rows("SELECT DISTINCT post_id AS ID FROM $wpdb->postmeta WHERE $meta ORDER BY post_id",
            'what is stored with posts', $short, 5000)
    );
    $posts = [];
    foreach (array_unique(array_column($ids, 'ID')) as $id) {
        $row = $wpdb->get_row($wpdb->prepare("SELECT * FROM $wpdb->posts WHERE ID = %d", $id), ARRAY_A);
        if (!$row || $row['post_status'] === 'auto-draft') {
            continue;
        }
        $held = [];
        $query = $wpdb->prepare("SELECT meta_key, meta_value FROM $wpdb->postmeta WHERE post_id = %d ORDER BY meta_id", $id);
        foreach (sar_rows($query, 'what is stored with a post', $short, 5000) as $one) {
            $held[$one['meta_key']][] = sar_value($one['meta_key'], $one['meta_value']);
        }
        $posts[] = ['post' => sar_values($row), 'meta' => $held];
    }
    return $posts;
}
