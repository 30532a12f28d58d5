<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Order\Doubt;
use Waybill\Order\OrderReader;
use Waybill\Tests\Support\OddOrders;
use Waybill\Tests\Support\TestCase;

/** Where another plugin may change what WooCommerce says of an order, sets are not read. */
final class DoubtTest extends TestCase
{
    /** What fires while an order is read, and cannot make its two readings differ. */
    private const HARMLESS = [
        // Settings, asked of WordPress and WooCommerce for sets too, once.
        '/^(pre_)?option(_|$)/',
        '/^default_option_/',
        '/alloptions$/',
        '/^wp_autoload_values_to_autoload$/',
        '/^wc_get_price_decimals$|^wc_get_price_decimal_separator$|^woocommerce_internal_rounding_precision$/',
        '/^woocommerce_stock_amount$|^woocommerce_default_order_status$|^woocommerce_currency$|^woocommerce_currencies$/',
        '/^gettext/',
        // Whose classes these are is asked (a class in their place is a doubt of its own).
        '/^woocommerce_data_stores$|^woocommerce_[a-z-]+_data_store$/',
        // The queries of both.
        '/^query$/',
        // Caches' own business.
        '/^wp_cache_set_last_changed$|^metadata_lazyloader_queued_objects$/',
        // An order's and a product's own metadata, of which nothing is read.
        '/^woocommerce_data_store_wp_(order_item|post)_read_meta$|^default_post_metadata$/',
        // Which types of orders there are; WooCommerce's own stays one.
        '/^wc_order_types$/',
        // A product's kind, categories, title, picture, stock and visibility: neither SKU nor weight.
        '/^get_(terms|term|the_terms|object_terms|product_\w+|meta_sql)(_\w+)?$|^wp_get_object_terms|^list_terms_exclusions$|^parse_term_query$/',
        '/^pre_get_terms$|^terms_(clauses|pre_query)$|^sanitize_(key|title)$|^post_title$|^post_thumbnail_id$|^woocommerce_sortable_taxonomies$/',
        '/^woocommerce_product_(stock_status|visibility)_options$|^woocommerce_product_variation_(title|get_name$|get_attributes$)/',
        // Asked of orders from before WooCommerce 3.0 alone, which are not read in sets; of such a kind is legacy tax data.
        '/^woocommerce_payment_complete_order_status$|^woocommerce_order_has_status$|^woocommerce_order_item_legacy_tax_conversion$/',
    ];

    public function test_every_hook_that_could_change_what_is_read_is_looked_at(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('which hooks fire, the real WooCommerce alone says');
        }
        $odd = new OddOrders(1);
        $odd->makeProducts();
        $ids = array_map(static fn(): int => $odd->order()->get_id(), range(1, 12));
        wp_cache_flush();

        $fired = self::firedWhile(static function () use ($ids): void {
            $reader = new OrderReader();
            foreach ($ids as $id) {
                $reader->read($reader->find($id) ?? self::fail());
            }
        });

        self::assertContains('woocommerce_order_get_total', $fired);
        self::assertContains('woocommerce_product_variation_get_sku', $fired);
        $unknown = array_filter(
            array_diff($fired, Doubt::hooks()),
            static fn(string $hook): bool => [] === array_filter(self::HARMLESS, static fn(string $known): bool => 1 === preg_match($known, $hook)),
        );
        self::assertSame([], array_values($unknown));
    }

    public function test_the_documentation_names_every_hook(): void
    {
        $section = explode('## Hooks that cost a backfill its speed', (string) file_get_contents(__DIR__ . '/../../../docs/hooks.md'))[1] ?? '';
        preg_match_all('/`([a-z_]+)`/', $section, $named);
        $missing = array_filter(Doubt::hooks(), static function (string $hook) use ($named): bool {
            $isOfAddress = 1 === preg_match('/^woocommerce_order_get_(billing|shipping)_[a-z0-9_]+$/', $hook);

            return !$isOfAddress && !in_array($hook, $named[1], true) && !in_array(preg_replace('/^.*?_get_/', '', $hook), $named[1], true);
        });

        self::assertSame([], array_values($missing));
    }

    public function test_there_is_none_in_a_plain_store(): void
    {
        self::assertNull((new Doubt())->why());
    }

    public function test_a_callback_of_anybody_s_is_one_on_any_of_the_hooks(): void
    {
        foreach (Doubt::hooks() as $hook) {
            $callback = static fn(mixed $value = null): mixed => $value;
            add_filter($hook, $callback);
            $why = (new Doubt())->why();
            remove_filter($hook, $callback);

            self::assertSame(['why' => 'filter', 'what' => $hook], $why);
        }
    }

    public function test_the_old_name_of_a_hook_is_one_too(): void
    {
        if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
            $this->skip('the stand-in knows no hooks of old');
        }
        add_filter('woocommerce_order_amount_total', strval(...));
        $why = (new Doubt())->why();
        remove_all_filters('woocommerce_order_amount_total');

        self::assertSame(['why' => 'filter', 'what' => 'woocommerce_order_amount_total'], $why);
    }

    public function test_another_class_in_the_place_of_woocommerce_s_is_one(): void
    {
        $store = new class extends \ArrayObject {};
        $class = defined('WAYBILL_WOOCOMMERCE_STAND_IN') ? $store::class : \WC_Order_Refund_Data_Store_CPT::class;
        $replace = static fn(): string => $class;
        add_filter('woocommerce_order_data_store', $replace, 2000);
        $why = (new Doubt())->why();
        remove_filter('woocommerce_order_data_store', $replace, 2000);

        self::assertSame(['why' => 'class', 'what' => $class], $why);
    }

    public function test_a_decimal_separator_that_is_part_of_a_number_is_one(): void
    {
        $separator = static fn(): string => '-';
        add_filter('wc_get_price_decimal_separator', $separator);
        $why = (new Doubt())->why();
        remove_filter('wc_get_price_decimal_separator', $separator);

        self::assertSame(['why' => 'setting', 'what' => 'woocommerce_price_decimal_sep'], $why);
    }

    public function test_order_tables_that_an_older_woocommerce_keeps_in_step_with_posts_are_one(): void
    {
        $isHpos = OrderUtil::custom_orders_table_usage_is_enabled();
        $inStep = static fn(): string => 'yes';
        self::assertNull((new Doubt())->why('10.6.2'));
        add_filter('pre_option_woocommerce_custom_orders_table_data_sync_enabled', $inStep);
        $whys = array_map(static fn(string $version): ?array => (new Doubt())->why($version), ['10.6.2', '10.7.0']);
        remove_filter('pre_option_woocommerce_custom_orders_table_data_sync_enabled', $inStep);

        self::assertSame([$isHpos ? ['why' => 'setting', 'what' => 'woocommerce_custom_orders_table_data_sync_enabled'] : null, null], $whys);
    }

    /** @return list<string> The hooks, each once. */
    private static function firedWhile(callable $do): array
    {
        $fired = [];
        $listen = static function (string $hook) use (&$fired): void {
            $fired[$hook] = $hook;
        };
        add_filter('all', $listen);
        try {
            $do();
        } finally {
            remove_filter('all', $listen);
        }
        ksort($fired);

        return array_values($fired);
    }
}
