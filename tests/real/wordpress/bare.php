<?php
// A comment without an IP address and without a program's name, as privacy plug-ins leave them; one with both.
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['REQUEST_URI'] = '/';
ob_start();
require $argv[1] . '/wp-load.php';
$from = ['comment_post_ID' => 1, 'comment_author' => 'Eve', 'comment_author_email' => 'eve@example.com', 'comment_approved' => 1,
    'comment_date' => '2026-09-14 11:20:00', 'comment_date_gmt' => '2026-09-14 15:20:00'];
$made = [
    'bare' => wp_insert_comment($from + ['comment_content' => 'Nothing of me', 'comment_author_IP' => '', 'comment_agent' => '']),
    'full' => wp_insert_comment(wp_filter_comment($from + ['comment_content' => "All <b>of</b> me\n\n<a href=\"https://www.example.net/?a=1&b=2\">here</a>",
        'comment_author_IP' => '2001:db8::7', 'comment_agent' => 'Mozilla/5.0 (X11; Linux x86_64)', 'user_id' => 0, 'comment_author_url' => ''])),
];
ob_end_clean();
echo 'SEEDED ' . json_encode($made) . "\n";
