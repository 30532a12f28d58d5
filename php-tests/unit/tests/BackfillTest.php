<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** A store that has orders already. */
final class BackfillTest extends TestCase
{
    private const ORDERS = 2400;

    /** PHP's peak above what it was before, in bytes: what a page view may take, and not the orders. */
    private const MEMORY = 32 * 1024 * 1024;

    public function test_while_it_is_queued_nothing_that_a_checkout_writes_has_to_wait(): void
    {
        global $wpdb;
        $order = Store::order()->get_id();
        $newest = max(array_keys(Store::copies(wc_get_order($order), 1_200, ['wc-processing'])));
        wp_cache_flush();
        $this->plugin->logistos->open();
        $deliveries = $this->plugin->schema->deliveries();
        $other = self::otherConnection();
        $other->query("SET SESSION innodb_lock_wait_timeout = 1, sql_mode = ''");
        $isInTables = OrderUtil::custom_orders_table_usage_is_enabled();
        foreach ([1_201 => 'for the first time', 1_202 => 'all of it and the new one again'] as $orders => $when) {
            $this->plugin->backfill->start();
            // What one of its statements holds until it ends, all of them hold.
            Store::query('START TRANSACTION');
            $this->plugin->backfill->step();
            self::assertSame((string) $orders, $wpdb->get_var("SELECT COUNT(*) FROM $deliveries WHERE state = 'pending'"), $when);
            ++$newest;
            $writes = [
                "INSERT INTO {$wpdb->posts} (ID, post_type, post_status) VALUES ($newest, 'shop_order', 'wc-processing')",
                "UPDATE {$wpdb->posts} SET post_modified_gmt = UTC_TIMESTAMP() + INTERVAL $orders SECOND WHERE ID = $order",
                "INSERT INTO {$wpdb->prefix}woocommerce_order_items (order_item_name, order_item_type, order_id) VALUES ('It', 'line_item', $newest)",
                "INSERT INTO $deliveries (connection, order_id, idempotency_key, next_attempt_at, created_at, updated_at)
                    VALUES ('logistos', $newest, '$newest', UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP())",
            ];
            if ($isInTables) {
                $writes[] = "INSERT INTO {$wpdb->prefix}wc_orders (id, type, status) VALUES ($newest, 'shop_order', 'wc-processing')";
                $writes[] = "UPDATE {$wpdb->prefix}wc_orders SET date_updated_gmt = UTC_TIMESTAMP() + INTERVAL $orders SECOND WHERE id = $order";
            }
            foreach ($writes as $write) {
                self::assertTrue($other->query($write), "$when: $write");
                self::assertSame(1, $other->affected_rows, "$when: $write");
            }
            Store::query('COMMIT');
            Store::query("UPDATE $deliveries SET state = 'delivered', delivered_revision = 1, delivered_at = UTC_TIMESTAMP()");
        }
    }

    public function test_each_of_the_chosen_arrives_once_and_a_new_one_before_the_end(): void
    {
        $copies = Store::copies(Store::order(), self::ORDERS - 1, ['wc-processing', 'wc-completed', 'wc-on-hold', 'wc-cancelled']);
        $this->plugin->logistos->options->set(['statuses' => ['processing', 'completed']]);
        $chosen = 1 + count(array_intersect($copies, ['wc-processing', 'wc-completed']));
        wp_cache_flush();

        $this->plugin->logistosActivation->run(Store::administrator());
        $this->plugin->backfill->step();
        $this->plugin->deliverer->deliverBatch($this->plugin->logistos, microtime(true) + 10);
        $progress = $this->plugin->backfill->progress();
        self::assertSame(['running', $chosen], [$progress['state'], $progress['total']]);
        self::assertGreaterThan(0, $progress['delivered']);
        self::assertLessThan($chosen, $progress['delivered']);
        self::assertStringContainsString(
            sprintf('Existing orders: %s of %s sent.', number_format_i18n($progress['delivered']), number_format_i18n($chosen)),
            $this->rest('GET', 'logistos/backfill/progress')->get_data()['card'],
        );

        // A shopper orders while the backfill runs; the tail of that request sends it.
        $live = Store::order()->get_id();
        $this->plugin->deliverer->drain($this->plugin->logistos, microtime(true) + 3, [$live]);
        self::assertArrayHasKey($live, $this->sandbox->orders('logistos'));
        self::assertSame('running', $this->plugin->backfill->progress()['state']);

        memory_reset_peak_usage();
        $before = memory_get_usage();
        $this->plugin->worker->run();
        self::assertLessThan(self::MEMORY, memory_get_peak_usage() - $before);

        self::assertSame('done', $this->plugin->backfill->progress()['state']);
        $arrived = $this->sandbox->orders('logistos');
        self::assertCount($chosen + 1, $arrived);
        self::assertSame([1], array_values(array_unique(array_column($arrived, 'received'))), 'Each exactly once.');
        self::assertSame([], array_filter(array_keys($arrived), static fn(int $id): bool => in_array(
            $copies[$id] ?? '',
            ['wc-on-hold', 'wc-cancelled'],
            true,
        )));
        self::assertSame([true], array_values(array_unique(array_column($this->sandbox->requests('logistos'), 'valid'))));
    }

    public function test_killed_anywhere_it_goes_on_where_it_was(): void
    {
        $copies = Store::copies(Store::order(), 1199, ['wc-processing']);
        wp_cache_flush();
        $this->plugin->logistos->open();
        $this->plugin->backfill->start();
        // Killed after the rows of a slice were written, and before the place was noted.
        $first = $GLOBALS['wpdb']->get_var("SELECT option_value FROM {$GLOBALS['wpdb']->options} WHERE option_name = 'waybill_backfill_logistos'");
        $this->plugin->backfill->step();
        update_option('waybill_backfill_logistos', unserialize((string) $first), false);
        self::assertSame('running', $this->plugin->backfill->progress()['state']);
        // And once more with a batch under way, whose worker dies.
        $this->plugin->claims->claim('logistos', 100);
        $this->plugin->worker->run();
        self::assertSame('running', $this->plugin->backfill->progress()['state'], 'The dead worker still holds its lease.');
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL");
        $this->plugin->worker->run();

        self::assertSame('done', $this->plugin->backfill->progress()['state']);
        $arrived = $this->sandbox->orders('logistos');
        self::assertCount(1 + count($copies), $arrived);
        self::assertSame([1], array_values(array_unique(array_column($arrived, 'received'))));
    }
}
