<?php

/** For the programs that call the extension itself, at the sandbox, without WordPress (docs/boundary.md). */

declare(strict_types=1);

/** Some secret, of which nothing may be seen. */
// @mago-expect lint:no-literal-password It opens nothing.
const SECRET = 'token-that-nobody-may-see';

/**
 * What `deliver` and `call` share.
 *
 * @return array<string, mixed>
 */
function request(string $connection, int $deadlineMs): array
{
    $sandbox = (string) getenv('WAYBILL_SANDBOX_URL');

    return [
        'connection' => $connection,
        'store' => [
            'url' => 'http://127.0.0.1',
            'name' => 'Process test',
            'currency' => 'CLP',
            'timezone' => 'America/Santiago',
            'decimals' => 0,
            'weight_unit' => 'kg',
        ],
        'device_id' => hash('sha256', 'process'),
        'settings' => [
            'credentials_url' => "$sandbox/logistos/integration/integrate_woo_commerce",
            'orders_url' => "$sandbox/logistos/integration/woo_commerce_orders",
            'base_url' => "$sandbox/trackingtech",
            'customer_id' => 'c_1',
            'store_id' => 's_1',
        ],
        'secrets' => ['token' => SECRET],
        'deadline_ms' => $deadlineMs,
    ];
}

/**
 * Sends orders of these ids, one at a time.
 *
 * @return list<array<string, mixed>> The results.
 */
function deliver(string $connection, int $deadlineMs, int ...$orderIds): array
{
    $orders = array_map(static fn(int $id): array => [
        'key' => substr(hash('sha256', "$connection|$id"), 0, 32),
        'attempt' => 1,
        'order' => [
            'id' => $id,
            'number' => (string) $id,
            'status' => 'processing',
            'currency' => 'CLP',
            'date_created' => '2026-11-21T09:30:00Z',
            'date_modified' => '2026-11-21T09:30:00Z',
            'date_paid' => null,
            'discount_total' => '0',
            'shipping_total' => '0',
            'total_tax' => '0',
            'total' => '19990',
            'billing' => ['first_name' => 'Ana', 'country' => 'CL'],
            'shipping' => ['first_name' => 'Ana', 'country' => 'CL'],
            'has_shipping_address' => true,
            'line_items' => [[
                'name' => 'Mug',
                'sku' => 'MUG-1',
                'quantity' => 1,
                'subtotal' => '19990',
                'total' => '19990',
                'total_tax' => '0',
                'weight' => '0.35',
            ]],
            'fee_lines' => [],
            'shipping_lines' => [],
            'tax_lines' => [],
        ],
    ], $orderIds);
    $request = request($connection, $deadlineMs) + ['concurrency' => 1, 'orders' => $orders];

    return json_decode(Waybill\Native\deliver(json_encode($request, JSON_THROW_ON_ERROR)), true, 512, JSON_THROW_ON_ERROR)['results'];
}

/** Prints what a test is to read. */
function report(mixed $what): void
{
    // @mago-expect lint:no-unescaped-output Text for a test, not for a page.
    echo json_encode($what, JSON_THROW_ON_ERROR);
}
