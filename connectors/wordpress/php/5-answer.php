<?php
/** The whole answer. */
function sar_answer($sar)
{
    $short = [];
    $exporters = sar_exporters();
    $answer = [
        'version' => get_bloginfo('version'), 'multisite' => is_multisite(), 'plugins' => sar_plugins($exporters),
        'exporters' => array_map('strval', array_keys($exporters)), 'theme' => wp_get_theme()->get_template(), 'shown' => array_values(get_post_types(['show_in_rest' => true])),
    ];
    if ($sar['emails'] || $sar['numbers']) {
        $accounts = sar_accounts($sar['emails'], $sar['numbers'], $short);
        $exports = [];
        foreach ($sar['emails'] as $email) {
            $given = [];
            foreach ($exporters as $key => $exporter) {
                $given[] = sar_export($key, (array) $exporter, $email);
            }
            $exports[] = $given;
        }
        $answer += ['accounts' => $accounts, 'exports' => $exports];
        $answer['posts'] = sar_posts($sar['emails'], array_column($accounts, 'ID'), $short);
        $answer['entries'] = sar_tables($sar['emails'], $sar['skip'], $short);
    }
    return $answer + ['short' => $short];
}

$sar_text = json_encode(sar_answer($sar), JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR);
while (ob_get_level()) {
    ob_end_clean();
}
echo "\n{$sar['mark']}\n{$sar_text}\n{$sar['mark']}\n";
