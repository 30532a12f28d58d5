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

/** The JSON text of a `deliver` request: orders of these ids, one at a time. */
function delivery(string $connection, int $deadlineMs, int ...$orderIds): string
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

    return json_encode(request($connection, $deadlineMs) + ['concurrency' => 1, 'orders' => $orders], JSON_THROW_ON_ERROR);
}

/**
 * Sends orders of these ids.
 *
 * @return list<array<string, mixed>> The results.
 */
function deliver(string $connection, int $deadlineMs, int ...$orderIds): array
{
    return results(Waybill\Native\deliver(delivery($connection, $deadlineMs, ...$orderIds)));
}

/** As `deliver`, in the background. */
function start(string $connection, int $deadlineMs, int ...$orderIds): int
{
    return Waybill\Native\deliver_start(delivery($connection, $deadlineMs, ...$orderIds));
}

/** @return list<array<string, mixed>> The results. */
function finish(int $ticket): array
{
    return results(Waybill\Native\deliver_finish($ticket));
}

/** @return list<array<string, mixed>> */
function results(string $answer): array
{
    return json_decode($answer, true, 512, JSON_THROW_ON_ERROR)['results'];
}

/** Prints what a test is to read. */
function report(mixed $what): void
{
    // @mago-expect lint:no-unescaped-output Text for a test, not for a page.
    echo json_encode($what, JSON_THROW_ON_ERROR);
}
