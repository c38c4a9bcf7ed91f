<?php
// Plain permalinks: `/wp-json` is then no address of the site.
$_SERVER['HTTP_HOST'] = '127.0.0.1';
ob_start();
require $argv[1] . '/wp-load.php';
update_option('permalink_structure', '');
flush_rewrite_rules();
