<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Order\BulkOrderReader;
use Waybill\Tests\Support\BothWays;
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
            self::assertCount(13, BothWays::read(Fixtures::ids()));
        } finally {
            Fixtures::unload();
        }
    }

    public function test_five_hundred_orders_take_hardly_more_queries_than_ten(): void
    {
        $ids = self::orders(500);
        // The settings are read once.
        (new BulkOrderReader($GLOBALS['wpdb']))->read([$ids[0]]);
        $queries = [];
        foreach ([10, 500] as $many) {
            $reader = new BulkOrderReader($GLOBALS['wpdb']);
            $queries[$many] = $this->queriesOf(static fn() => self::assertCount($many, $reader->read(array_slice($ids, 0, $many))));
        }

        // Orders, their items, where these' metadata lies and what it is, and three of products; as posts, metadata of their own.
        self::assertLessThanOrEqual(OrderUtil::custom_orders_table_usage_is_enabled() ? 7 : 9, count($queries[10]), implode("\n", $queries[10]));
        // Metadata that lies apart is looked up for 900 at a time, and these have 3,000 items.
        self::assertLessThanOrEqual(count($queries[10]) + 3, count($queries[500]));
    }

    public function test_five_hundred_orders_need_less_than_fifteen_megabytes(): void
    {
        $ids = self::orders(500);
        $reader = new BulkOrderReader($GLOBALS['wpdb']);
        // What any first reading loads for good: classes, settings, translations.
        $reader->read([$ids[0]]);
        memory_reset_peak_usage();
        $before = memory_get_usage();

        self::assertCount(500, $reader->read($ids));
        self::assertLessThan(15 * MB_IN_BYTES, memory_get_peak_usage() - $before);
    }

    public function test_texts_in_another_encoding_read_the_same_both_ways(): void
    {
        global $wpdb;
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in takes texts as they are');
        }
        $order = Store::order();
        $order->set_billing_first_name('José');
        $order->set_shipping_address_1('Ñuñoa 7');
        foreach ([new \WC_Order_Item_Fee(), new \WC_Order_Item_Shipping()] as $item) {
            $item->set_props([$item instanceof \WC_Order_Item_Fee ? 'name' : 'method_title' => 'Envío', 'total' => '5']);
            $order->add_item($item);
        }
        $order->save();
        // An old store whose database speaks latin1: not one of these is UTF-8.
        $wpdb->set_charset($wpdb->dbh, 'latin1', 'latin1_swedish_ci');
        try {
            $contents = BothWays::read([$order->get_id()]);
        } finally {
            $wpdb->set_charset($wpdb->dbh);
        }

        self::assertSame("Jos\xE9", $contents[$order->get_id()]['billing']['first_name']);
    }

    public function test_orders_read_the_same_whether_they_lie_together_or_far_apart(): void
    {
        global $wpdb;
        $ids = array_map(static fn(): int => self::order()->get_id(), range(1, 12));
        $itemmeta = "{$wpdb->prefix}woocommerce_order_itemmeta";
        // One after the other, as a store has orders that nobody changed.
        Store::query("SET @last = (SELECT MAX(meta_id) FROM $itemmeta)");
        Store::query("UPDATE $itemmeta SET meta_id = (@last := @last + 1) ORDER BY order_item_id, meta_id");
        $together = fn(array $some): bool => (
            [] !== array_filter(
                $this->queriesOf(static fn() => self::assertCount(count($some), (new BulkOrderReader($wpdb))->read($some))),
                static fn(string $query): bool => str_contains($query, "$itemmeta WHERE meta_key") && str_contains($query, 'meta_id BETWEEN'),
            )
        );

        self::assertTrue($together($ids));
        self::assertCount(12, BothWays::read($ids));
        // With another's in between.
        $some = [...array_slice($ids, 0, 5), ...array_slice($ids, 6)];
        self::assertTrue($together($some));
        self::assertCount(11, BothWays::read($some));
        $ends = [$ids[0], $ids[11]];
        self::assertFalse($together($ends));
        self::assertCount(2, BothWays::read($ends));
        // As where an old order is changed.
        Store::query("UPDATE $itemmeta SET meta_id = meta_id + 100000 WHERE meta_key = '_line_total'");
        self::assertFalse($together($ids));
        self::assertCount(12, BothWays::read($ids));
    }

    public function test_what_the_database_refuses_is_not_taken_for_an_order_without_lines(): void
    {
        global $wpdb;
        $ids = self::orders(2);
        $itemmeta = "{$wpdb->prefix}woocommerce_order_itemmeta";
        $break = static fn(string $sql): string => str_contains($sql, "FROM $itemmeta") ? 'SELECT broken' : $sql;
        add_filter('query', $break);
        try {
            self::assertSame([], (new BulkOrderReader($wpdb))->read($ids));
        } finally {
            remove_filter('query', $break);
        }
        // Past wpdb, too.
        Store::query("RENAME TABLE $itemmeta TO {$itemmeta}_gone");
        try {
            self::assertSame([], (new BulkOrderReader($wpdb))->read($ids));
        } finally {
            Store::query("RENAME TABLE {$itemmeta}_gone TO $itemmeta");
        }
        self::assertCount(2, (new BulkOrderReader($wpdb))->read($ids));
    }

    public function test_a_product_that_cannot_be_read_leaves_out_the_orders_that_have_it_alone(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in has products of one type');
        }
        $ids = [];
        foreach (['PLAIN', 'DAMAGED', 'FOREIGN'] as $sku) {
            $order = Store::order();
            $order->add_product(Store::product($sku));
            $order->save();
            $ids[$sku] = $order->get_id();
        }
        update_post_meta(wc_get_product_id_by_sku('DAMAGED'), '_weight', new \stdClass());
        $foreign = wc_get_product_id_by_sku('FOREIGN');
        wp_set_object_terms($foreign, 'waybill-bundle', 'product_type');
        // As another plugin's class for it, which PHP has no patience with any more.
        $throw = static fn(mixed $value, int $id): mixed => $id === $foreign ? throw new \TypeError('Unsupported operand types') : $value;
        add_filter('get_post_metadata', $throw, 10, 2);
        wp_cache_flush();
        try {
            $contents = (new BulkOrderReader($GLOBALS['wpdb']))->read(array_values($ids));
        } finally {
            remove_filter('get_post_metadata', $throw);
            wp_delete_post(wc_get_product_id_by_sku('DAMAGED'), true);
        }

        self::assertSame([$ids['PLAIN']], array_keys($contents));
    }

    public function test_what_is_no_order_is_left_out(): void
    {
        $order = Store::order();
        $refund = wc_create_refund(['order_id' => $order->get_id(), 'amount' => '1000']);
        $page = wp_insert_post(['post_type' => 'page', 'post_title' => 'No order']);
        // Another plugin's type of order.
        $other = array_key_first(Store::copies($order, 1, ['wc-processing']));
        Store::query(
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? "UPDATE {$GLOBALS['wpdb']->prefix}wc_orders SET type = 'shop_subscription' WHERE id = $other"
                : "UPDATE {$GLOBALS['wpdb']->posts} SET post_type = 'shop_subscription' WHERE ID = $other",
        );

        self::assertSame([$order->get_id()], array_keys(BothWays::read([$order->get_id(), $refund->get_id(), $page, $other, 987_654_321])));
        self::assertSame([], (new BulkOrderReader($GLOBALS['wpdb']))->read([]));
    }

    /**
     * Such orders, far from each other.
     *
     * @return list<int>
     */
    private static function orders(int $count): array
    {
        $order = self::order();

        return [$order->get_id(), ...array_keys(Store::copies($order, $count - 1, ['wc-processing']))];
    }

    /** Of three lines, a fee and shipping. */
    private static function order(): \WC_Order
    {
        $order = Store::order();
        foreach (['CUP', 'POT'] as $sku) {
            $order->add_product(Store::product($sku), 3);
        }
        $fee = new \WC_Order_Item_Fee();
        $fee->set_props(['name' => 'Handling', 'total' => '500']);
        $order->add_item($fee);
        $shipping = new \WC_Order_Item_Shipping();
        $shipping->set_props(['method_title' => 'Flat rate', 'method_id' => 'flat_rate', 'instance_id' => '1', 'total' => '3990']);
        $order->add_item($shipping);
        $order->calculate_totals();
        $order->save();

        return $order;
    }
}
