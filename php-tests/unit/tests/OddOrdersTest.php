<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Tests\Support\BothWays;
use Waybill\Tests\Support\OddEdits;
use Waybill\Tests\Support\OddOrders;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Orders of all kinds, by chance: whatever is read in a set is what WooCommerce says of it. WAYBILL_SEED has the same ones made again. */
final class OddOrdersTest extends TestCase
{
    /** Decimals of prices, their separator, rounding at the subtotal, prices with tax, quantities' type, time zone, what the database speaks. */
    private const STORES = [
        'whole amounts' => ['0', '.', 'no', 'no', 'intval', 'America/Santiago', 'utf8mb4'],
        'decimal comma, prices with tax' => ['2', ',', 'no', 'yes', 'intval', '', 'utf8mb4'],
        'three decimals, fractions sold' => ['3', '.', 'yes', 'no', 'floatval', 'Asia/Taipei', 'utf8mb4'],
        'rounded sums, prices with tax' => ['2', '.', 'yes', 'yes', 'floatval', 'Europe/Madrid', 'utf8mb4'],
        'many decimals' => ['5', ',', 'no', 'no', 'intval', 'Pacific/Auckland', 'utf8mb4'],
        'an old database, whose texts are no UTF-8' => ['2', '.', 'no', 'no', 'intval', 'Europe/Madrid', 'latin1'],
    ];

    private const OPTIONS = [
        'woocommerce_price_num_decimals',
        'woocommerce_price_decimal_sep',
        'woocommerce_tax_round_at_subtotal',
        'woocommerce_prices_include_tax',
    ];

    /** Of each store; half of them are edited by SQL. */
    private const ORDERS = 32;

    /** @var array<string, mixed> */
    private array $before = [];

    protected function setUp(): void
    {
        parent::setUp();
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('only the real WooCommerce knows what it makes of odd orders');
        }
        foreach ([...self::OPTIONS, 'timezone_string'] as $option) {
            $this->before[$option] = get_option($option);
        }
    }

    protected function tearDown(): void
    {
        foreach ($this->before as $option => $value) {
            update_option($option, $value);
        }
        remove_filter('woocommerce_stock_amount', 'floatval');
        add_filter('woocommerce_stock_amount', 'intval');
        parent::tearDown();
    }

    /** @return array<string, list<string>> */
    public static function stores(): array
    {
        return self::STORES;
    }

    public function test_orders_that_were_edited_by_sql_read_the_same_both_ways_edit_by_edit(): void
    {
        $edits = OddEdits::all();
        $copies = Store::copies((new OddOrders(1))->ofAllKinds(), count($edits), ['wc-processing']);
        $about = array_combine(array_keys($copies), array_keys($edits));
        foreach ($about as $id => $name) {
            $edits[$name]($id);
        }

        $read = BothWays::read(array_keys($about), $about);

        $left = array_diff_key($about, $read);
        printf("\n%d of %d edited orders read in a set\n", count($read), count($about));
        self::assertNotContains('nothing', $left);
        self::assertGreaterThan(0.5 * count($about), count($read));
    }

    /** @dataProvider stores */
    public function test_odd_orders_read_the_same_both_ways(
        string $decimals,
        string $separator,
        string $roundsSums,
        string $withTax,
        string $quantities,
        string $zone,
        string $charset,
    ): void {
        global $wpdb;
        self::setUpStore([...array_combine(self::OPTIONS, [$decimals, $separator, $roundsSums, $withTax]), 'timezone_string' => $zone], $quantities);
        $seed = (int) (getenv('WAYBILL_SEED') ?: random_int(1, 999_999));
        $odd = new OddOrders($seed);
        $edits = OddEdits::all();
        $odd->makeProducts();
        [$about, $others] = [[], []];
        for ($n = 0; $n < self::ORDERS; ++$n) {
            $order = $odd->order($n % 4);
            $id = $order->get_id();
            $about[$id] = '';
            if (0 === ($n % 3)) {
                array_push($others, ...$odd->refund($order));
            }
            if (0 === ($n % 8)) {
                $others[] = self::subscription($order);
            }
            for ($edit = $odd->upTo(2) * ($n % 2); $edit > 0; --$edit) {
                $name = $odd->pick(array_keys($edits));
                $edits[$name]($id);
                $about[$id] .= "$name, ";
            }
        }
        $odd->spoilProducts();

        $wpdb->set_charset($wpdb->dbh, $charset);
        try {
            $read = BothWays::read([...array_keys($about), ...$others], array_map(static fn(string $edited): string => "of seed $seed: $edited", $about));
        } finally {
            $wpdb->set_charset($wpdb->dbh);
        }

        $left = array_diff_key($about, $read);
        printf("\nodd orders of seed %d: %d of %d read in a set\n", $seed, count($read), count($about));
        self::assertNotContains('', $left, 'What WooCommerce itself has made is read in a set.');
        self::assertGreaterThanOrEqual(15, count($others));
        self::assertSame([], array_intersect($others, array_keys($read)), 'Refunds and what another plugin made are no orders.');
        $texts = implode(' ', array_map(static fn(array $content): string => serialize($content['billing']), $read));
        self::assertSame('utf8mb4' === $charset, 1 === preg_match('//u', $texts), 'Some are broken, where the database speaks so.');
    }

    public function test_odd_orders_with_numbers_of_a_plugin_s_own_are_read_under_these(): void
    {
        $odd = new OddOrders(2);
        $odd->makeProducts();
        $ids = array_map(static fn(): int => $odd->order()->get_id(), range(1, 8));
        wp_cache_flush();
        $this->plugin->logistos->open();
        $number = static fn(string $number, \WC_Order $order): string => 'Ñ-' . (7 * $order->get_id());
        add_filter('woocommerce_order_number', $number, 10, 2);
        try {
            self::assertSame(['careful', 'woocommerce_order_number'], [
                $this->plugin->backfillReader->way()['way'],
                $this->plugin->backfillReader->way()['what'],
            ]);
            $inSet = $this->plugin->backfillReader->read($ids);
            foreach ($ids as $id) {
                self::assertNull($inSet($id));
                self::assertSame('Ñ-' . (7 * $id), $this->plugin->packer->content($this->plugin->logistos, wc_get_order($id))['number']);
            }
        } finally {
            remove_filter('woocommerce_order_number', $number, 10);
        }
    }

    /** @param array<string, string> $options */
    private static function setUpStore(array $options, string $quantities): void
    {
        foreach ($options as $option => $value) {
            update_option($option, $value);
        }
        remove_filter('woocommerce_stock_amount', 'intval');
        add_filter('woocommerce_stock_amount', $quantities);
    }

    /** A copy of it, of a type that another plugin has made known to WooCommerce. */
    private static function subscription(\WC_Order $order): int
    {
        global $wpdb;
        if (!in_array('shop_subscription', wc_get_order_types(), true)) {
            wc_register_order_type('shop_subscription', ['class_name' => \WC_Order::class]);
        }
        $id = (int) array_key_first(Store::copies($order, 1, ['wc-processing']));
        Store::query(
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? "UPDATE {$wpdb->prefix}wc_orders SET type = 'shop_subscription' WHERE id = $id"
                : "UPDATE {$wpdb->posts} SET post_type = 'shop_subscription' WHERE ID = $id",
        );

        return $id;
    }
}
