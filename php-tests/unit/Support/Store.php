<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** The store's data: emptied between tests, and filled by WooCommerce's own classes. */
final class Store
{
    /** Removes orders, whatever Waybill stored, keys of the REST API, and scheduled actions of ours. */
    public static function reset(): void
    {
        global $wpdb;
        foreach ([
            'wc_orders',
            'wc_order_addresses',
            'wc_order_operational_data',
            'wc_orders_meta',
            'woocommerce_order_items',
            'woocommerce_order_itemmeta',
            'woocommerce_api_keys',
        ] as $table) {
            self::query("DELETE FROM {$wpdb->prefix}$table");
        }
        self::query("DELETE m FROM {$wpdb->postmeta} m JOIN {$wpdb->posts} p ON p.ID = m.post_id WHERE p.post_type LIKE 'shop\\_order%'");
        self::query("DELETE FROM {$wpdb->posts} WHERE post_type LIKE 'shop\\_order%'");
        self::query("DELETE FROM {$wpdb->options} WHERE option_name LIKE '%waybill%'");
        self::query("DROP TABLE IF EXISTS {$wpdb->prefix}waybill_deliveries, {$wpdb->prefix}waybill_attempts, {$wpdb->prefix}waybill_circuits");
        as_unschedule_all_actions('', [], 'waybill');
        wp_cache_flush();
    }

    /** The first administrator. */
    public static function administrator(): int
    {
        return (int) get_users(['role' => 'administrator', 'number' => 1, 'fields' => 'ID'])[0];
    }

    /** A user of this role, made where there is none. */
    public static function user(string $role): int
    {
        $user = get_user_by('login', 'test-' . $role);

        return (
            $user
                ? $user->ID
                : (int) wp_insert_user([
                    'user_login' => 'test-' . $role,
                    'user_pass' => wp_generate_password(),
                    'role' => $role,
                    'user_email' => "$role@example.com",
                ])
        );
    }

    /** A simple product with a weight. */
    public static function product(string $sku = 'MUG-1', string $price = '19990', string $weight = '0.35'): \WC_Product
    {
        $id = wc_get_product_id_by_sku($sku);
        $product = $id ? wc_get_product($id) : new \WC_Product_Simple();
        $product->set_name("Product $sku");
        $product->set_sku($sku);
        $product->set_regular_price($price);
        $product->set_weight($weight);
        $product->save();

        return $product;
    }

    /** An order as plugins make it: created, filled, saved in this status. */
    public static function order(string $status = 'processing'): \WC_Order
    {
        $order = wc_create_order();
        $order->add_product(self::product(), 2);
        $order->set_address(self::ADDRESS + ['email' => 'ana@example.com'], 'billing');
        $order->set_address(self::ADDRESS, 'shipping');
        $order->calculate_totals();
        $order->set_status($status);
        $order->save();

        return $order;
    }

    /**
     * Copies of an order, by SQL: what a store of some size already has.
     *
     * @param list<string> $statuses Theirs, in turn, with `wc-`.
     * @return array<int, string> Order ids to their statuses.
     */
    public static function copies(\WC_Order $order, int $count, array $statuses): array
    {
        global $wpdb;
        $id = $order->get_id();
        $status = 'ELT(1 + seq % ' . count($statuses) . ", '" . implode("', '", $statuses) . "')";
        // Ids of copies lie far above those in use; MariaDB's sequence tables give the numbers.
        self::copyRows($wpdb->posts, 'ID', "ID = $id", $count, ['ID' => 'ID + seq * 1000', 'post_status' => $status]);
        self::copyRows($wpdb->postmeta, 'meta_id', "post_id = $id", $count, ['meta_id' => 'NULL', 'post_id' => 'post_id + seq * 1000']);
        if (\Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled()) {
            self::copyRows("{$wpdb->prefix}wc_orders", 'id', "id = $id", $count, ['id' => 'id + seq * 1000', 'status' => $status]);
            foreach (['wc_order_addresses', 'wc_order_operational_data', 'wc_orders_meta'] as $table) {
                self::copyRows($wpdb->prefix . $table, 'id', "order_id = $id", $count, ['id' => 'NULL', 'order_id' => 'order_id + seq * 1000']);
            }
        }
        $items = "{$wpdb->prefix}woocommerce_order_items";
        $item = ['order_item_id' => 'order_item_id + seq * 1000'];
        self::copyRows(
            "{$wpdb->prefix}woocommerce_order_itemmeta",
            'meta_id',
            "order_item_id IN (SELECT order_item_id FROM $items WHERE order_id = $id)",
            $count,
            ['meta_id' => 'NULL'] + $item,
        );
        self::copyRows($items, 'order_item_id', "order_id = $id", $count, $item + ['order_id' => 'order_id + seq * 1000']);
        $copies = [];
        for ($seq = 1; $seq <= $count; ++$seq) {
            $copies[$id + ($seq * 1000)] = $statuses[$seq % count($statuses)];
        }

        return $copies;
    }

    /** Everything that the database holds, as one text. */
    public static function dump(): string
    {
        global $wpdb;
        $dump = '';
        foreach ($wpdb->get_col('SHOW TABLES') as $table) {
            $dump .= "\n$table\n" . serialize($wpdb->get_results("SELECT * FROM `$table`", ARRAY_N));
        }

        return $dump;
    }

    /** Everything that was logged: WooCommerce's logs, PHP's and the servers'. */
    public static function logs(): string
    {
        $logs = '';
        foreach ([wp_upload_dir(null, false)['basedir'] . '/wc-logs', (string) getenv('WAYBILL_SITE_LOG')] as $directory) {
            foreach (glob("$directory/*.log") ?: [] as $file) {
                $logs .= "\n$file\n" . file_get_contents($file);
            }
        }

        return $logs;
    }

    /** @param array<string, string> $with Columns with what is selected for them. */
    private static function copyRows(string $table, string $key, string $where, int $count, array $with): void
    {
        global $wpdb;
        $columns = $wpdb->get_col("SHOW COLUMNS FROM $table");
        $selected = array_map(static fn(string $column): string => $with[$column] ?? "`$column`", $columns);
        self::query(
            "INSERT INTO $table (`"
            . implode('`, `', $columns)
            . '`) SELECT '
            . implode(', ', $selected)
            . " FROM $table JOIN seq_1_to_$count WHERE $where ORDER BY $key, seq",
        );
    }

    private const ADDRESS = [
        'first_name' => 'Ana',
        'last_name' => 'Rojas',
        'address_1' => 'Av. Siempre Viva 742',
        'city' => 'Santiago',
        'postcode' => '8320000',
        'country' => 'CL',
        'phone' => '+56 2 2345 6789',
    ];

    /** The site's database, under another server's name. */
    public static function server(string $server): \wpdb
    {
        return new class($server) extends \wpdb {
            public function __construct(
                private readonly string $server,
            ) {
                parent::__construct(DB_USER, DB_PASSWORD, DB_NAME, DB_HOST);
            }

            public function db_server_info(): string
            {
                return $this->server ?? parent::db_server_info();
            }
        };
    }

    public static function query(string $sql): void
    {
        if (false === $GLOBALS['wpdb']->query($sql)) {
            throw new \RuntimeException("$sql: {$GLOBALS['wpdb']->last_error}");
        }
    }
}
