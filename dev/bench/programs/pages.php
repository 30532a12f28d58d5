<?php

/** Opens pages of wp-admin as the administrator, and has the mu-plugin keep their queries: pages.php NAME… ADDRESS… */

declare(strict_types=1);

require dirname(__DIR__) . '/load.php';

use Waybill\Bench\Measured;

$pages = array_combine(...array_chunk(array_slice($argv, 1), intdiv($argc - 1, 2)));
$user = (int) get_users(['role' => 'administrator', 'number' => 1, 'fields' => 'ID'])[0];
$expires = time() + HOUR_IN_SECONDS;
$token = WP_Session_Tokens::get_instance($user)->create($expires);
$cookies = [];
foreach ([AUTH_COOKIE => 'auth', LOGGED_IN_COOKIE => 'logged_in'] as $name => $scheme) {
    $cookies[$name] = wp_generate_auth_cookie($user, $expires, $scheme, $token);
}
$seconds = [];
foreach ($pages as $name => $address) {
    $curl = curl_init(admin_url($address));
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 120,
        CURLOPT_HTTPHEADER => ["X-Bench-Queries: $name", 'Cookie: ' . http_build_query($cookies, '', '; ', PHP_QUERY_RFC3986)],
    ]);
    $page = curl_exec($curl);
    if (200 !== curl_getinfo($curl, CURLINFO_RESPONSE_CODE)) {
        throw new RuntimeException(
            "$address: HTTP " . curl_getinfo($curl, CURLINFO_RESPONSE_CODE) . ' ' . curl_getinfo($curl, CURLINFO_REDIRECT_URL) . substr((string) $page, 0, 500),
        );
    }
    $seconds[$name] = curl_getinfo($curl, CURLINFO_TOTAL_TIME);
}
Measured::print(['seconds' => $seconds]);
