<?php

/**
 * Loads the site as a command on it would, and notes for the orchestrator what this process does, as it does it: a process that is killed has said how far it came. Any of them may
 * deliver (one that places orders does so at its end), so that all note what they claim, read and record.
 */

declare(strict_types=1);

$_SERVER['HTTP_HOST'] = preg_replace('#^https?://#', '', (string) getenv('WAYBILL_SITE_URL'));
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';

require getenv('WAYBILL_SITE_PATH') . '/wp-load.php';

add_filter('pre_wp_mail', '__return_true');

/** @param array<string, mixed> $event */
function note(string $what, array $event = []): void
{
    $line = json_encode(['what' => $what, 'at' => microtime(true)] + $event, JSON_THROW_ON_ERROR);
    file_put_contents((string) getenv('WAYBILL_CHAOS_JOURNAL'), "$line\n", FILE_APPEND);
}

function plugin(): Waybill\Plugin
{
    return new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
}

/** @return array<string, int> Claims to how many deliveries this UPDATE records under them: it names a claim that all have in common once, others in each row. */
function recorded(string $update): array
{
    [$rows, $rest] = explode(' r STRAIGHT_JOIN ', $update, 2);
    if (1 === preg_match("/ AND d\.claim = '(\w{32})'/", $rest, $found)) {
        return [$found[1] => preg_match_all('/[(]\d+[,)]/', $rows)];
    }
    preg_match_all("/\(\d+, '(\w{32})', /", $rows, $found);

    return array_count_values($found[1]);
}

$connection = '';
add_filter('query', static function (string $query) use (&$connection): string {
    $found = [];
    if (1 === preg_match("/waybill_deliveries FORCE INDEX \(\w+\) WHERE connection = '(\w+)' AND .*SKIP LOCKED/s", $query, $found)) {
        $connection = $found[1];
    } elseif (1 === preg_match("/SET d\.state = 'claimed', d\.claim = '(\w{32})'.* id IN \(([\d, ]+)\)/s", $query, $found)) {
        note('claim', ['token' => $found[1], 'connection' => $connection, 'deliveries' => count(explode(',', $found[2]))]);
    } elseif (1 === preg_match("/^UPDATE \(.* r STRAIGHT_JOIN \w+waybill_deliveries d /s", $query)) {
        note('record', ['tokens' => recorded($query)]);
    }

    return $query;
});
add_filter(
    'woocommerce_order_get_billing_company',
    static function (mixed $company, WC_Order $order): mixed {
        note('read', ['order' => $order->get_id(), 'text' => $company]);

        return $company;
    },
    10,
    2,
);
