<?php
// What REST cannot put in: many rows, hidden types, tables of plug-ins, log-ins, finished exports, another key.
define('WP_ADMIN', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/wp-admin/';
ob_start();
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once ABSPATH . 'wp-admin/includes/privacy-tools.php';
global $wpdb;
$eve = get_user_by('email', 'eve@example.com')->ID;
$editor = get_user_by('email', 'editor@example.net')->ID;
$made = ['comments' => [], 'posts' => []];

for ($place = 0; $place < 105; $place++) {
    $made['comments'][] = wp_insert_comment([
        'comment_post_ID' => 1, 'comment_author' => 'Eve', 'comment_author_email' => 'eve@example.com',
        'comment_content' => "Reply $place", 'comment_approved' => ['1', '0', 'spam', 'trash'][$place % 4],
        'comment_author_IP' => '192.0.2.77', 'comment_date_gmt' => '2026-09-14 15:20:00', 'comment_date' => '2026-09-14 11:20:00',
    ]);
    $made['posts'][] = wp_insert_post(['post_title' => "Diary $place", 'post_status' => 'publish', 'post_author' => $eve]);
}
$logged_in = [
    'comment_post_ID' => 1, 'user_id' => $eve, 'comment_author' => 'Eve', 'comment_author_email' => 'old@example.org',
    'comment_content' => 'While logged in', 'comment_approved' => 1,
];
$made['logged_in'] = wp_insert_comment($logged_in);
$made['review'] = wp_insert_comment(['comment_type' => 'review', 'comment_author_email' => 'EVE@example.com', 'user_id' => 0,
    'comment_author' => 'Eve', 'comment_content' => 'Good', 'comment_approved' => 1, 'comment_post_ID' => 1]);

function message($from, $text, $status = 'publish')
{
    $id = wp_insert_post(['post_type' => 'acme_message', 'post_title' => 'Message', 'post_content' => $text, 'post_status' => $status]);
    update_post_meta($id, '_from_email', $from);
    update_post_meta($id, '_meta', ['remote_ip' => '192.0.2.77', 'api_token' => 'opens-something']);
    return $id;
}
$made['message'] = message('Eve@example.com', 'Please call');
$made['message_in_trash'] = message('eve@example.com', 'Old', 'trash');
$made['message_about'] = message('steve@example.com', 'My salary is 1234, says eve@example.com');
$made['message_of_steve'] = message('steve@example.com', 'Mine');
$made['message_of_tag'] = message('eve+tag@example.com', 'Mine too');
$made['message_of_ohara'] = message("o'hara@example.org", 'Apostrophe');
$post = wp_insert_post(['post_title' => 'A page', 'post_type' => 'page', 'post_status' => 'publish', 'post_author' => 1]);
update_post_meta($post, 'contact', 'eve@example.com');
$made['page'] = $post;
$revised = wp_insert_post(['post_title' => 'Team', 'post_status' => 'publish', 'post_author' => 1, 'post_content' => 'Of us']);
wp_update_post(['ID' => $revised, 'post_content' => 'Ask eve@example.com']);
wp_update_post(['ID' => $revised, 'post_content' => 'Ask us']);
foreach (wp_get_post_revisions($revised) as $revision) {
    if (strpos($revision->post_content, 'eve@') !== false) {
        $made['revision_about'] = $revision->ID;
    }
}

$wpdb->query("CREATE TABLE {$wpdb->prefix}acme_bookings (id INT PRIMARY KEY, mail VARCHAR(99), note TEXT, door_token TEXT)");
$bookings = [['EVE@example.com', 'Window'], ['steve@example.com', 'Door'], ['else@example.net', 'With eve@example.com'], ['x@example.net', '']];
foreach ($bookings as $place => $row) {
    $wpdb->insert("{$wpdb->prefix}acme_bookings", ['id' => $place + 1, 'mail' => $row[0], 'note' => $row[1], 'door_token' => 'opens-something']);
}
$wpdb->query("CREATE TABLE {$wpdb->prefix}acme_entry_values (id INT AUTO_INCREMENT PRIMARY KEY, entry_id INT, name TEXT, value TEXT)");
foreach ([[7, 'Name', 'Eve'], [7, 'Mail', 'eve@example.com'], [8, 'Name', 'Steve'], [8, 'Mail', 'steve@example.com']] as $row) {
    $wpdb->insert("{$wpdb->prefix}acme_entry_values", ['entry_id' => $row[0], 'name' => $row[1], 'value' => $row[2]]);
}

// neither an id in the first column, nor answers of one form under one number
$wpdb->query("CREATE TABLE {$wpdb->prefix}acme_activity (item_id INT, who TEXT, content TEXT)");
foreach ([['steve', 'Greets eve@example.com'], ['steve', 'Asks eve@example.com'], ['steve', 'My salary is 1234']] as $row) {
    $wpdb->insert("{$wpdb->prefix}acme_activity", ['item_id' => 5, 'who' => $row[0], 'content' => $row[1]]);
}

$sessions = WP_Session_Tokens::get_instance($eve);
$sessions->create(time() + 3600);
update_user_meta($eve, 'billing_phone', '+1 514-555-0177');
update_user_meta($eve, '_two_factor_totp_key', 'opens-something');
update_user_meta(get_user_by('email', 'steve@example.com')->ID, 'friend', 'eve@example.com');
$made['friend'] = (int) $wpdb->get_var("SELECT umeta_id FROM $wpdb->usermeta WHERE meta_key = 'friend'");
$made['nickname'] = (int) $wpdb->get_var("SELECT umeta_id FROM $wpdb->usermeta WHERE meta_key = 'nickname' AND meta_value LIKE 'eve@%'");
$made['description'] = (int) $wpdb->get_var("SELECT umeta_id FROM $wpdb->usermeta WHERE meta_key = 'description' AND meta_value LIKE '%eve@%'");

function finished($email, $groups)
{
    $request = wp_create_user_request($email, 'export_personal_data', [], 'confirmed');
    update_post_meta($request, '_export_data_grouped', $groups);
    wp_privacy_generate_personal_data_export_file($request);
    return $request;
}
function points($points)
{
    return ['points' => ['group_label' => 'Points', 'items' => ['points-1' => [['name' => 'Points', 'value' => $points]]]]];
}
$gone = [['name' => 'Comment Author Email', 'value' => 'eve@example.com'], ['name' => 'Comment Content', 'value' => 'Gone']];
$comments = ['comments' => ['group_label' => 'Comments', 'items' => ['comment-99999' => $gone]]];
$made['request'] = finished('eve@example.com', points('120') + $comments);
$made['request_of_steve'] = finished('steve@example.com', points('5'));
$made['exports'] = wp_privacy_exports_dir();
$made['key_of_editor'] = WP_Application_Passwords::create_new_application_password($editor, ['name' => 'editor'])[0];
$mine = WP_Application_Passwords::create_new_application_password($eve, ['name' => 'telephone'])[1]['uuid'];
$made['password'] = $mine;
ob_end_clean();
echo 'SEEDED ' . json_encode($made) . "\n";
