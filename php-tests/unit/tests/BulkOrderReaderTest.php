<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Order\BulkOrderReader;
use Waybill\Order\OrderReader;
use Waybill\Tests\Support\Fixtures;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Orders read in sets are, byte for byte, what WooCommerce's getters say of each of them. */
final class BulkOrderReaderTest extends TestCase
{
    public function test_the_orders_of_a_real_woocommerce_read_the_same_both_ways(): void
    {
        Fixtures::load();
        try {
            self::assertCount(13, $this->readBothWays(Fixtures::ids()));
        } finally {
            Fixtures::unload();
        }
    }

    public function test_what_is_no_order_is_left_out(): void
    {
        $order = Store::order();
        $refund = wc_create_refund(['order_id' => $order->get_id(), 'amount' => '1000']);
        $page = wp_insert_post(['post_type' => 'page', 'post_title' => 'No order']);

        self::assertSame([$order->get_id()], array_keys($this->readBothWays([$order->get_id(), $refund->get_id(), $page, 987_654_321])));
        self::assertSame([], (new BulkOrderReader($GLOBALS['wpdb']))->read([]));
    }

    /**
     * Holds both readings of these orders to be the same.
     *
     * @param list<int> $ids
     * @return array<int, array<string, mixed>> Those that are read in a set.
     */
    private function readBothWays(array $ids): array
    {
        wp_cache_flush();
        $contents = (new BulkOrderReader($GLOBALS['wpdb']))->read($ids);
        $careful = new OrderReader();
        foreach ($contents as $id => $content) {
            $order = $careful->find($id);
            self::assertNotNull($order, "Order $id");
            self::assertSame($this->plugin->extension->encode($careful->read($order)), $this->plugin->extension->encode($content), "Order $id");
        }

        return $contents;
    }
}
