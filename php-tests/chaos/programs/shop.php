<?php

/**
 * What shoppers, clerks and imports do. shop.php JSON: a list of steps, in their order: {"n", "do": "place", "status", "product", "quantity", "hooks"},
 * or {"n", "do": "edit", "order", "text", "status"?, "quantity"?}. Each is
 * noted when it begins and when it is done. One with "dies_at_query" is killed there, in the middle. Every other process is as one of PHP-FPM that a shopper waits for: its orders
 * are queued after their hooks, as before the request to a payment provider.
 */

declare(strict_types=1);

require __DIR__ . '/load.php';

const HOOKS = ['woocommerce_new_order', 'woocommerce_order_status_changed', 'woocommerce_update_order'];

/** The text by which a change is known again, in a field of each platform's. */
function mark(WC_Order $order, string $text): void
{
    $order->set_billing_company($text);
    $order->set_shipping_address_1($text);
    $order->set_billing_address_1($text);
}

/** @param array<string, mixed> $step */
function place(array $step): int
{
    $products = array_map(wc_get_product_id_by_sku(...), ['MUG-1', 'TEA-1', 'POT-1']);
    $order = new WC_Order();
    $order->set_status($step['status']);
    $order->set_billing_first_name('Ana');
    $order->set_billing_email('ana@example.com');
    $order->set_billing_country('CL');
    $order->set_shipping_first_name('Ana');
    $order->set_shipping_country('CL');
    mark($order, "Chaos {$step['n']}");
    $order->add_product(wc_get_product($products[$step['product']]), $step['quantity']);
    $order->calculate_totals(false);

    return $order->save();
}

/** As an import does that skips the shop's hooks. @param array<string, mixed> $step */
function import(array $step): int
{
    $hooks = $GLOBALS['wp_filter'];
    foreach (HOOKS as $hook) {
        unset($GLOBALS['wp_filter'][$hook]);
    }
    $id = place($step);
    $GLOBALS['wp_filter'] = $hooks;

    return $id;
}

/** @param array<string, mixed> $step */
function edit(array $step): int
{
    $order = wc_get_order($step['order']);
    mark($order, $step['text']);
    if (isset($step['quantity'])) {
        $items = $order->get_items();
        $item = reset($items);
        // One whose making was cut off may have none.
        if ($item instanceof WC_Order_Item_Product) {
            $price = (float) $item->get_total() / max(1, $item->get_quantity());
            $item->set_quantity($step['quantity']);
            $item->set_subtotal((string) ($price * $step['quantity']));
            $item->set_total((string) ($price * $step['quantity']));
            $item->save();
            $order->calculate_totals(false);
        }
    }
    if (isset($step['status'])) {
        $order->set_status($step['status']);
    }

    return $order->save();
}

/** @var list<array<string, mixed>> $steps */
$steps = json_decode($argv[1], true, 512, JSON_THROW_ON_ERROR);
$isAwaited = 1 === ($steps[0]['n'] % 2);
if ($isAwaited) {
    function fastcgi_finish_request(): bool
    {
        return true;
    }
}
$left = 0;
add_filter('query', static function (string $query) use (&$left): string {
    if (0 === --$left) {
        note('dies');
        posix_kill((int) getmypid(), SIGKILL);
    }

    return $query;
});
foreach ($steps as $step) {
    note('begun', $step);
    $left = $step['dies_at_query'] ?? 0;
    $id = match (true) {
        'edit' === $step['do'] => edit($step),
        $step['hooks'] => place($step),
        default => import($step),
    };
    if ($isAwaited) {
        apply_filters('pre_http_request', false, [], 'https://pay.example');
    }
    note('done', ['n' => $step['n'], 'order' => $id]);
    $left = 0;
    usleep($step['pause_ms'] * 1000);
}
note('finished');
