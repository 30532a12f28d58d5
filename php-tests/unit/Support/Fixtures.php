<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** The thirteen odd orders of a real WooCommerce (php-tests/fixtures), in this site's database for a while. */
final class Fixtures
{
    private const DATABASE = __DIR__ . '/../../fixtures/woocommerce-11.0.1';

    /** Both storages hold them, and the store is set as theirs was. */
    public static function load(): void
    {
        // Their products have ids that this site's pages have too: all is rolled back.
        self::query('START TRANSACTION');
        update_option('woocommerce_price_num_decimals', '2');
        update_option('woocommerce_weight_unit', 'lbs');
        update_option('timezone_string', 'America/Santiago');
        foreach (['posts', 'order-tables'] as $file) {
            self::run(self::DATABASE . "/$file.sql");
        }
        wp_cache_flush();
        // The store that they come from sells cable by the metre: as WooCommerce's documentation says for fractional quantities.
        remove_filter('woocommerce_stock_amount', 'intval');
        add_filter('woocommerce_stock_amount', 'floatval');
    }

    public static function unload(): void
    {
        remove_filter('woocommerce_stock_amount', 'floatval');
        add_filter('woocommerce_stock_amount', 'intval');
        self::query('ROLLBACK');
        wp_cache_flush();
    }

    /** @return list<int> */
    public static function ids(): array
    {
        $orders = json_decode((string) file_get_contents(self::DATABASE . '/orders.json'), true, 512, JSON_THROW_ON_ERROR);

        return array_map(static fn(array $order): int => $order['rest_v3']['id'], array_values($orders));
    }

    private static function run(string $file): void
    {
        global $wpdb;
        $sql = str_replace('`wp_', '`' . $wpdb->prefix, (string) file_get_contents($file));
        foreach (preg_split('/;\n/', $sql) ?: [] as $statement) {
            $statement = trim($statement);
            // WooCommerce's lookup table of products is a cache that reading an order does not ask; the stand-in has none.
            if (str_starts_with($statement, 'INSERT INTO') && !str_contains($statement, 'wc_product_meta_lookup')) {
                self::query('REPLACE' . substr($statement, 6));
            }
        }
    }

    /** Past wpdb, which reads placeholders in what it is given. */
    private static function query(string $sql): void
    {
        global $wpdb;
        if (false === mysqli_query($wpdb->dbh, $sql)) {
            throw new \RuntimeException(substr($sql, 0, 100) . ': ' . mysqli_error($wpdb->dbh));
        }
    }
}
