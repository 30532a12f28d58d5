<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Log;
use Waybill\Order\BackfillReader;
use Waybill\Order\BulkOrderReader;
use Waybill\Order\Doubt;
use Waybill\Order\OrderReader;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** A backfill reads sets of orders only as long as they are what WooCommerce says of each, and says which way it reads. */
final class BackfillReaderTest extends TestCase
{
    private const SETS = ['way' => 'sets', 'why' => null, 'what' => ''];

    private string $loggedBefore;

    protected function setUp(): void
    {
        parent::setUp();
        $this->loggedBefore = Store::logs();
    }

    public function test_a_plain_store_s_orders_are_read_in_sets_and_the_log_says_so_once(): void
    {
        $ids = self::orders(12);
        $reader = $this->reader();

        self::assertSame($ids, array_keys(self::contents($reader, $ids)));
        self::assertSame(self::SETS, $reader->way());
        self::contents($reader, $ids);
        self::contents($this->reader(), $ids);
        self::assertSame(1, $this->logged('Backfills read orders in sets'));
    }

    public function test_a_plugin_s_filter_has_each_order_read_by_itself_until_it_is_gone(): void
    {
        $ids = self::orders(3);
        $reader = $this->reader();
        $filter = static fn(string $total): string => $total;
        add_filter('woocommerce_order_get_total', $filter);
        try {
            self::assertSame([], self::contents($reader, $ids));
            self::assertSame([], self::contents($reader, $ids));
            self::assertSame(['way' => 'careful', 'why' => 'filter', 'what' => 'woocommerce_order_get_total'], $reader->way());
        } finally {
            remove_filter('woocommerce_order_get_total', $filter);
        }
        self::assertSame(1, $this->logged('Backfills read each order by itself: filter woocommerce_order_get_total'));

        self::assertCount(3, self::contents($reader, $ids));
        self::assertSame(self::SETS, $reader->way());
    }

    public function test_a_difference_that_no_hook_explains_ends_sets_for_every_process_until_they_are_tried_anew(): void
    {
        $ids = self::orders(8);
        $reader = $this->reader();
        self::withHiddenDifference(static fn() => self::assertSame([], self::contents($reader, $ids)));

        ['way' => $way, 'why' => $why, 'what' => $what] = $reader->way();
        self::assertSame(['careful', 'difference'], [$way, $why]);
        self::assertMatchesRegularExpression('/^\d+: line_items\.quantity$/', $what);
        self::assertSame(1, $this->logged("read in a set, an order differs from what WooCommerce says of it. Order $what"));
        // Although they would agree now; also in another process.
        self::assertSame([], self::contents($reader, $ids));
        self::assertSame([], self::contents($this->reader(), $ids));
        self::assertSame(1, $this->logged('read in a set, an order differs'));

        $reader->delete();
        self::assertSame($ids, array_keys(self::contents($reader, $ids)));
    }

    public function test_a_difference_is_found_later_too_and_nothing_of_its_batch_is_used(): void
    {
        $ids = self::orders(30);
        $reader = $this->reader(1);
        self::assertCount(30, self::contents($reader, $ids));

        self::withHiddenDifference(static fn() => self::assertSame([], self::contents($reader, $ids)));
        self::assertSame('difference', $reader->way()['why']);
    }

    public function test_other_plugins_or_versions_have_sets_tried_anew(): void
    {
        $ids = self::orders(3);
        $reader = $this->reader();
        self::withHiddenDifference(static fn(): array => self::contents($reader, $ids));
        self::assertSame([], self::contents($reader, $ids));
        $without = static fn(array $plugins): array => array_slice($plugins, 1);
        add_filter('option_active_plugins', $without);
        try {
            self::assertCount(3, self::contents($reader, $ids));
        } finally {
            remove_filter('option_active_plugins', $without);
        }
    }

    public function test_a_difference_that_another_process_finds_meanwhile_stays(): void
    {
        $ids = self::orders(3);
        $isFound = false;
        $find = function (string $sql) use (&$isFound, $ids): string {
            if (!$isFound && str_contains($sql, "'_sku', '_weight'")) {
                $isFound = true;
                self::withHiddenDifference(fn() => self::contents($this->reader(), $ids));
            }

            return $sql;
        };
        add_filter('query', $find);
        try {
            $contents = self::contents($this->reader(), $ids);
        } finally {
            remove_filter('query', $find);
        }

        self::assertSame([], $contents);
        self::assertSame('difference', $this->reader()->way()['why']);
    }

    public function test_orders_that_cannot_be_read_both_ways_prove_nothing(): void
    {
        $ids = self::orders(30);
        $reader = $this->reader();
        $throw = static fn(): never => throw new \TypeError('Broken data');
        self::withHidden($throw, static fn() => self::assertSame([], self::contents($reader, $ids), 'None was compared, and none is used.'));

        self::withHiddenDifference(static fn() => self::assertSame([], self::contents($reader, $ids)));
    }

    public function test_an_order_that_is_changed_between_the_two_readings_is_no_difference(): void
    {
        $ids = self::orders(1);
        $isChanged = false;
        // Another process changes its address when it has been read: while its products are.
        $change = static function (string $sql) use (&$isChanged, $ids): string {
            if (!$isChanged && str_contains($sql, "'_sku', '_weight'")) {
                $isChanged = true;
                self::storeCity($ids[0], 'Valdivia');
            }

            return $sql;
        };
        add_filter('query', $change);
        try {
            $contents = self::contents($this->reader(), $ids);
        } finally {
            remove_filter('query', $change);
        }

        self::assertTrue($isChanged);
        self::assertSame('Valdivia', $contents[$ids[0]]['billing']['city'] ?? null);
        self::assertSame(self::SETS, $this->reader()->way());
    }

    public function test_an_order_that_is_deleted_between_the_two_readings_is_no_difference(): void
    {
        $ids = self::orders(2);
        $isDeleted = false;
        $delete = static function (string $sql) use (&$isDeleted, $ids): string {
            if (!$isDeleted && str_contains($sql, "'_sku', '_weight'")) {
                $isDeleted = true;
                wc_get_order($ids[0])->delete(true);
            }

            return $sql;
        };
        add_filter('query', $delete);
        try {
            $contents = self::contents($this->reader(), $ids);
        } finally {
            remove_filter('query', $delete);
        }

        self::assertSame([$ids[1]], array_keys($contents));
    }

    public function test_a_backfill_that_begins_anew_tries_sets_anew(): void
    {
        $ids = self::orders(3);
        $this->openLogistos();
        self::withHiddenDifference(fn() => self::contents($this->reader(), $ids));
        self::assertSame('difference', $this->plugin->backfillReader->way()['why']);

        $this->plugin->backfill->start();

        self::assertSame(self::SETS, $this->plugin->backfillReader->way());
        self::assertCount(3, self::contents($this->plugin->backfillReader, $ids));
    }

    public function test_the_page_says_how_the_existing_orders_are_read_and_why(): void
    {
        $ids = self::orders(3);
        $this->openLogistos();
        $this->plugin->backfill->start();
        self::assertStringContainsString('Reads many orders at a time.', $this->card());

        $filter = static fn(string $sku): string => $sku;
        add_filter('woocommerce_product_get_sku', $filter);
        self::contents($this->plugin->backfillReader, $ids);
        remove_filter('woocommerce_product_get_sku', $filter);

        self::assertStringContainsString('Reads each order by itself, because a plugin changes what WooCommerce says of orders', $this->card());
        self::assertStringContainsString('woocommerce_product_get_sku', $this->card());
    }

    public function test_how_it_reads_goes_with_the_plugin(): void
    {
        self::contents($this->plugin->backfillReader, self::orders(1));
        self::assertIsArray(get_option('waybill_backfill_reading'));

        $this->plugin->uninstall();

        self::assertFalse(get_option('waybill_backfill_reading'));
    }

    /** As the page asks for it while something moves. */
    private function card(): string
    {
        return (string) wp_json_encode($this->rest('GET', 'logistos/backfill/progress')->get_data(), JSON_UNESCAPED_SLASHES);
    }

    /** As a process of its own would have it. */
    private function reader(int $oneIn = 2_000): BackfillReader
    {
        return new BackfillReader(new OrderReader(), new BulkOrderReader($GLOBALS['wpdb']), new Doubt(), $this->plugin->extension, new Log(), $oneIn);
    }

    /** @return list<int> */
    private static function orders(int $count): array
    {
        $order = Store::order();
        $ids = [$order->get_id(), ...($count > 1 ? array_keys(Store::copies($order, $count - 1, ['wc-processing'])) : [])];
        wp_cache_flush();

        return $ids;
    }

    /** A plugin that looks at who asks: no hook that changes an order's values shows it. */
    private static function withHiddenDifference(callable $do): void
    {
        self::withHidden(static fn(int $amount): int => $amount + 1, $do);
    }

    /**
     * The same, with whatever it does to a quantity.
     *
     * @param callable(int): int $change
     */
    private static function withHidden(callable $change, callable $do): void
    {
        $filter = static fn(int $amount): int => in_array(
            \WC_Order_Item_Product::class,
            array_column(debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS), 'class'),
            true,
        )
                ? $change($amount)
                : $amount;
        add_filter('woocommerce_stock_amount', $filter, 20);
        try {
            $do();
        } finally {
            remove_filter('woocommerce_stock_amount', $filter, 20);
        }
    }

    private static function storeCity(int $orderId, string $city): void
    {
        global $wpdb;
        Store::query(
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? $wpdb->prepare("UPDATE {$wpdb->prefix}wc_order_addresses SET city = %s WHERE order_id = %d", $city, $orderId)
                : $wpdb->prepare("UPDATE {$wpdb->postmeta} SET meta_value = %s WHERE meta_key LIKE '%%_city' AND post_id = %d", $city, $orderId),
        );
    }

    private function logged(string $text): int
    {
        return substr_count(Store::logs(), $text) - substr_count($this->loggedBefore, $text);
    }
}
