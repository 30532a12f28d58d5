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
        self::query("DROP TABLE IF EXISTS {$wpdb->prefix}waybill_deliveries, {$wpdb->prefix}waybill_attempts");
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

    private const ADDRESS = [
        'first_name' => 'Ana',
        'last_name' => 'Rojas',
        'address_1' => 'Av. Siempre Viva 742',
        'city' => 'Santiago',
        'postcode' => '8320000',
        'country' => 'CL',
        'phone' => '+56 2 2345 6789',
    ];

    public static function query(string $sql): void
    {
        if (false === $GLOBALS['wpdb']->query($sql)) {
            throw new \RuntimeException("$sql: {$GLOBALS['wpdb']->last_error}");
        }
    }
}
