<?php

/** Makes a key of the REST API that may read and write, and prints it: KEY:SECRET. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

$key = 'ck_' . wc_rand_hash();
$secret = 'cs_' . wc_rand_hash();
$GLOBALS['wpdb']->insert("{$GLOBALS['wpdb']->prefix}woocommerce_api_keys", [
    'user_id' => get_current_user_id(),
    'description' => 'Process test',
    'permissions' => 'read_write',
    'consumer_key' => wc_api_hash($key),
    'consumer_secret' => $secret,
    'truncated_key' => substr($key, -7),
]);
// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo "$key:$secret";
