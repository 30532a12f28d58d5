<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Tests\Support\BothWays;
use Waybill\Tests\Support\OddEdits;
use Waybill\Tests\Support\OddOrders;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** Orders of all kinds, by chance: whatever is read in a set is what WooCommerce says of it. WAYBILL_SEED has the same ones made again. */
final class OddOrdersTest extends TestCase
{
    /** Decimals of prices, their separator, rounding at the subtotal, prices with tax, quantities' type, time zone. */
    private const STORES = [
        'whole amounts' => ['0', '.', 'no', 'no', 'intval', 'America/Santiago'],
        'decimal comma, prices with tax' => ['2', ',', 'no', 'yes', 'intval', ''],
        'three decimals, fractions sold' => ['3', '.', 'yes', 'no', 'floatval', 'Asia/Taipei'],
        'rounded sums, prices with tax' => ['2', '.', 'yes', 'yes', 'floatval', 'Europe/Madrid'],
        'many decimals' => ['5', ',', 'no', 'no', 'intval', 'Pacific/Auckland'],
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
    ): void {
        foreach (array_combine(self::OPTIONS, [$decimals, $separator, $roundsSums, $withTax]) as $option => $value) {
            update_option($option, $value);
        }
        update_option('timezone_string', $zone);
        remove_filter('woocommerce_stock_amount', 'intval');
        add_filter('woocommerce_stock_amount', $quantities);
        $seed = (int) (getenv('WAYBILL_SEED') ?: random_int(1, 999_999));
        $odd = new OddOrders($seed);
        $edits = OddEdits::all();
        $odd->makeProducts();
        $about = [];
        for ($order = 0; $order < self::ORDERS; ++$order) {
            $id = $odd->order()->get_id();
            $about[$id] = '';
            for ($edit = $odd->upTo(2) * ($order % 2); $edit > 0; --$edit) {
                $name = $odd->pick(array_keys($edits));
                $edits[$name]($id);
                $about[$id] .= "$name, ";
            }
        }
        $odd->spoilProducts();

        $read = BothWays::read(array_keys($about), array_map(static fn(string $edited): string => "of seed $seed: $edited", $about));

        $left = array_diff_key($about, $read);
        printf("\nodd orders of seed %d: %d of %d read in a set\n", $seed, count($read), count($about));
        self::assertNotContains('', $left, 'What WooCommerce itself has made is read in a set.');
    }
}
