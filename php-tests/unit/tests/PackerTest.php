<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Flight;
use Waybill\Lane;
use Waybill\Packer;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** How many orders are made ready at a time: what is slow to read, or long, comes in smaller sets, and some of it is always sent. */
final class PackerTest extends TestCase
{
    private const BATCH = 100;

    /** More than a set's first hundred. */
    private const MANY = 260;

    public function test_what_is_slow_to_read_is_sent_as_far_as_it_was_read(): void
    {
        $this->queueOldOrders(self::BATCH);
        $slow = static function (array $content): array {
            usleep(50_000);

            return $content;
        };
        add_filter('waybill_order_payload', $slow);
        try {
            // A hundred of these take five seconds.
            $this->plugin->deliverer->deliverBatch($this->plugin->logistos, microtime(true) + 3);
        } finally {
            remove_filter('waybill_order_payload', $slow);
        }

        $states = $this->states();
        self::assertSame(['delivered', 'pending'], array_keys($states));
        self::assertSame(self::BATCH, array_sum($states));
        self::assertSame(['0'], array_values(array_unique(array_column($this->of('pending'), 'attempts'))), 'None was tried in vain.');
        $this->plugin->worker->run();
        self::assertSame(['delivered' => self::BATCH], $this->states());
    }

    public function test_of_a_set_no_more_than_a_batch_is_read_one_by_one(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->makeOld();
        $flight = $this->depart();

        self::assertInstanceOf(Flight::class, $flight);
        self::assertCount(self::BATCH, $flight->parcels);
        self::assertSame(['claimed' => self::BATCH, 'pending' => self::MANY - self::BATCH], $this->states());
        self::assertSame(['0'], array_values(array_unique(array_column($this->of('pending'), 'attempts'))));
        self::assertSame(125, $this->plugin->packer->nextSet(), 'Half of the first.');
        self::assertNotNull($this->plugin->deliverer->land($this->plugin->logistos, $flight));
    }

    public function test_a_backfill_of_orders_that_no_set_can_read_arrives_all_the_same(): void
    {
        $this->queueOldOrders(self::MANY);
        $this->makeOld();
        $this->plugin->worker->run();

        self::assertSame(['delivered' => self::MANY], $this->states());
        self::assertSame(['1'], array_values(array_unique(array_column($this->deliveries('logistos'), 'attempts'))));
        self::assertSame([1], array_values(array_unique(array_column($this->sandbox->orders('logistos'), 'received'))), 'Each exactly once.');
        self::assertSame(self::BATCH, $this->plugin->packer->nextSet());
    }

    public function test_longer_orders_come_in_smaller_sets(): void
    {
        $this->queueOldOrders(10);
        self::assertInstanceOf(Flight::class, $this->depart());
        self::assertSame(Packer::SET, $this->plugin->packer->nextSet(), 'Of a line each.');

        [$items, $meta] = [$GLOBALS['wpdb']->prefix . 'woocommerce_order_items', $GLOBALS['wpdb']->prefix . 'woocommerce_order_itemmeta'];
        Store::query(
            "INSERT INTO $items SELECT order_item_id + seq * 1000000, order_item_name, order_item_type, order_id FROM $items JOIN seq_1_to_29 WHERE order_item_type = 'line_item'",
        );
        Store::query(
            "INSERT INTO $meta SELECT NULL, order_item_id + seq * 1000000, meta_key, meta_value FROM $meta JOIN seq_1_to_29 WHERE order_item_id < 1000000",
        );
        $this->makeDue();
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET state = 'pending', claim = NULL, lease_until = NULL, attempts = 0");
        wp_cache_flush();
        self::assertInstanceOf(Flight::class, $this->depart());

        $all = (int) $GLOBALS['wpdb']->get_var("SELECT COUNT(*) FROM $items");
        self::assertGreaterThanOrEqual(300, $all);
        self::assertSame(intdiv(8_000 * 10, $all), $this->plugin->packer->nextSet(), 'Of thirty.');
    }

    public function test_what_was_suspected_and_is_left_for_another_time_stays_suspected(): void
    {
        $this->queueOldOrders(2);
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET crashes = 1");
        $slow = static function (array $content): array {
            usleep(600_000);

            return $content;
        };
        add_filter('waybill_order_payload', $slow);
        try {
            self::assertTrue($this->plugin->deliverer->deliverSuspects($this->plugin->logistos, microtime(true) + 1));
        } finally {
            remove_filter('waybill_order_payload', $slow);
        }

        self::assertSame(['delivered' => 1, 'pending' => 1], $this->states());
        self::assertSame(['1'], array_column($this->of('pending'), 'crashes'));
        self::assertSame(['0'], array_column($this->of('delivered'), 'crashes'));
    }

    private function depart(): ?Flight
    {
        [$logistos, $until] = [$this->plugin->logistos, microtime(true) + 60];
        $claims = $this->plugin->deliverer->claim($logistos, $until);
        self::assertSame(Lane::Backfill, $claims[0]->lane);

        return $this->plugin->deliverer->depart($logistos, $claims, $until)->flight;
    }

    /** As WooCommerce before 3.0 left them: how such an order was paid, WC_Order alone works out. */
    private function makeOld(): void
    {
        global $wpdb;
        Store::query(
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? "UPDATE {$wpdb->prefix}wc_order_operational_data SET woocommerce_version = '2.6.14', date_paid_gmt = NULL"
                : "UPDATE {$wpdb->postmeta} SET meta_value = IF(meta_key = '_order_version', '2.6.14', '') WHERE meta_key IN ('_order_version', '_date_paid', '_paid_date')",
        );
        wp_cache_flush();
    }

    /** @return list<array<string, string|null>> */
    private function of(string $state): array
    {
        return array_values(array_filter($this->deliveries('logistos'), static fn(array $delivery): bool => $state === $delivery['state']));
    }
}
