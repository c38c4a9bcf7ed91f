<?php
/** The exporters of the core, of plugins and of the theme. */
function sar_exporters()
{
    $found = apply_filters('wp_privacy_personal_data_exporters', []);
    return is_array($found) ? $found : [];
}

/** All that one exporter gives for an address; `failed` says why it is not all. */
function sar_export($key, $exporter, $email)
{
    $name = isset($exporter['exporter_friendly_name']) ? (string) $exporter['exporter_friendly_name'] : (string) $key;
    $answer = ['key' => (string) $key, 'name' => $name, 'items' => [], 'failed' => ''];
    try {
        for ($page = 1; $page <= 500; $page++) {
            $given = call_user_func($exporter['callback'], $email, $page);
            if (!is_array($given) || !isset($given['data'], $given['done']) || !is_array($given['data'])) {
                $answer['failed'] = 'its answer has another shape than WordPress asks for';
                return $answer;
            }
            foreach ($given['data'] as $item) {
                $answer['items'][] = $item;
            }
            if ($given['done']) {
                return $answer;
            }
        }
        $answer['failed'] = 'it never ends';
    } catch (Throwable $error) {
        $answer['failed'] = 'it ended with ' . get_class($error);
    }
    return $answer;
}

/** Where an exporter's code lies: a plugin's folder, `theme`, or nothing for the core. */
function sar_owner($callback)
{
    try {
        if (is_string($callback) && strpos($callback, '::')) {
            $callback = explode('::', $callback, 2);
        }
        if (is_array($callback)) {
            $code = new ReflectionMethod($callback[0], $callback[1]);
        } elseif (is_object($callback) && !$callback instanceof Closure) {
            $code = new ReflectionMethod($callback, '__invoke');
        } else {
            $code = new ReflectionFunction($callback);
        }
    } catch (Throwable $error) {
        return '';
    }
    $file = wp_normalize_path((string) realpath((string) $code->getFileName()));
    foreach ([WP_PLUGIN_DIR, WPMU_PLUGIN_DIR] as $folder) {
        $folder = wp_normalize_path((string) realpath($folder)) . '/';
        if ($folder !== '/' && strpos($file, $folder) === 0) {
            return preg_replace('/\.php$/', '', strtok(substr($file, strlen($folder)), '/'));
        }
    }
    return strpos($file, wp_normalize_path((string) realpath(get_theme_root())) . '/') === 0 ? 'theme' : '';
}

/** Active plugins, those of the network and must-use ones included, each with the exporters that its code registers. */
function sar_plugins($exporters)
{
    $of = [];
    foreach ($exporters as $key => $exporter) {
        $of[sar_owner($exporter['callback'] ?? null)][] = (string) $key;
    }
    $files = (array) get_option('active_plugins');
    if (is_multisite()) {
        $files = array_merge($files, array_keys((array) get_site_option('active_sitewide_plugins')));
    }
    $all = get_plugins() + get_mu_plugins();
    $plugins = [];
    foreach (array_unique(array_merge($files, array_keys(get_mu_plugins()))) as $file) {
        $slug = preg_replace('/\.php$/', '', strtok($file, '/'));
        $name = isset($all[$file]['Name']) && $all[$file]['Name'] !== '' ? $all[$file]['Name'] : $slug;
        $plugins[] = ['slug' => $slug, 'name' => $name, 'exporters' => $of[$slug] ?? []];
    }
    return $plugins;
}
