<?php

/** Makes orders as they come to be over the years, of several statuses, finished ones by the thousand: more than a worker has in its hands at a time. Prints the ids of those that it made one by one, by status. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';
require __DIR__ . '/../../unit/Support/Store.php';

use Waybill\Tests\Support\Store;

add_filter('pre_wp_mail', '__return_false');

$product = wc_get_product(wc_get_product_id_by_sku('MUG-1'));
$ids = [];
foreach (['completed' => 150, 'processing' => 60, 'on-hold' => 10, 'cancelled' => 5, 'checkout-draft' => 3] as $status => $count) {
    for ($number = 0; $number < $count; ++$number) {
        $order = wc_create_order();
        $order->add_product($product, 1 + ($number % 3));
        $order->set_address(['first_name' => 'Ana', 'last_name' => 'Rojas', 'address_1' => 'Av. Siempre Viva 742', 'city' => 'Santiago', 'country' => 'CL']);
        $order->set_billing_email('ana@example.com');
        $order->calculate_totals();
        $order->set_status($status);
        $order->save();
        $ids[$status][] = $order->get_id();
    }
}
// Of one, two and three mugs.
foreach (array_slice($ids['completed'], 0, 3) as $id) {
    Store::copies(wc_get_order($id), 2_500, ['wc-completed']);
}

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo json_encode($ids, JSON_THROW_ON_ERROR);
