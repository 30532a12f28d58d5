<?php

/** Prints a site's wp-config.php. */

declare(strict_types=1);

$constants = [
    'DB_NAME' => 'wordpress',
    'DB_USER' => 'root',
    'DB_PASSWORD' => '',
    'DB_HOST' => 'localhost:' . getenv('WAYBILL_DB_SOCKET'),
    'DB_CHARSET' => 'utf8mb4',
    'DB_COLLATE' => '',
    'WP_DEBUG' => true,
    'WP_DEBUG_LOG' => getenv('WAYBILL_SITE_LOG') . '/debug.log',
    'WP_DEBUG_DISPLAY' => false,
    // Nothing of WordPress itself leaves the machine, nor waits for what it cannot reach.
    'WP_HTTP_BLOCK_EXTERNAL' => true,
    'AUTOMATIC_UPDATER_DISABLED' => true,
    'DISABLE_WP_CRON' => true,
    'FS_METHOD' => 'direct',
];
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    $constants[$name . '_KEY'] = bin2hex(random_bytes(32));
    $constants[$name . '_SALT'] = bin2hex(random_bytes(32));
}

echo "<?php\n";
foreach ($constants as $name => $value) {
    printf("define(%s, %s);\n", var_export($name, true), var_export($value, true));
}
// @mago-expect lint:no-unescaped-output Text for a file, not for a page.
echo <<<'PHP'
    $table_prefix = 'wp_';
    if (!defined('ABSPATH')) {
        define('ABSPATH', __DIR__ . '/');
    }
    // What a demo or a test adds, and can change while the site runs.
    if (is_file(__DIR__ . '/wp-config-extra.php')) {
        require __DIR__ . '/wp-config-extra.php';
    }
    require_once ABSPATH . 'wp-settings.php';

    PHP;
