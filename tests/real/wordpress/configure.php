<?php
// php configure.php FOLDER HOST:PORT PASSWORD : installs without a browser and gives the administrator an application password.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = $argv[2];
$_SERVER['REQUEST_URI'] = '/';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
$made = wp_install('Test site', 'admin', 'admin@example.org', true, '', wp_generate_password(24));
update_option('permalink_structure', '/%postname%/');
foreach (['comment_moderation', 'comment_previously_approved', 'comments_notify', 'moderation_notify'] as $name) {
    update_option($name, 0);
}
update_option('timezone_string', 'America/Toronto'); // dates without a zone are then not UTC
update_option('active_plugins', ['acme-club/acme-club.php', 'acme-guestbook/acme-guestbook.php']);
$password = [
    'uuid' => wp_generate_uuid4(), 'app_id' => '', 'name' => 'sar', 'created' => time(), 'last_used' => null,
    'password' => wp_hash_password(preg_replace('/[^a-z\d]/i', '', $argv[3])), 'last_ip' => null,
];
update_user_meta($made['user_id'], '_application_passwords', [$password]);
update_network_option(get_main_network_id(), 'using_application_passwords', 1);
flush_rewrite_rules();
