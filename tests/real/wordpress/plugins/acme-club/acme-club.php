<?php
/**
 * Plugin Name: Acme Club
 * Description: For the tests: types of its own, and an exporter whose items do not repeat the address.
 */
add_action('init', function () {
    register_post_type('project', ['public' => true, 'show_in_rest' => true, 'supports' => ['title', 'editor', 'author']]);
    register_post_type('acme_message', ['public' => false, 'supports' => ['title', 'editor']]);
});

function acme_club_export($email, $page)
{
    $user = get_user_by('email', $email);
    $items = [];
    if ($user && $page === 1) {
        $items[] = [
            'group_id' => 'club', 'group_label' => 'Club', 'item_id' => "member-{$user->ID}",
            'data' => [['name' => 'Level', 'value' => 'Gold &amp; more']],
        ];
    }
    return ['data' => $items, 'done' => $page >= 2];
}

// as some plug-ins do: in the admin area only
if (is_admin()) {
    add_filter('wp_privacy_personal_data_exporters', function ($exporters) {
        $exporters['acme-club'] = ['exporter_friendly_name' => 'Acme Club', 'callback' => 'acme_club_export'];
        return $exporters;
    });
}
