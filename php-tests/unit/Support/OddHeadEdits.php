<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** Edits of what an order itself holds, in the storage that this run is for (see OddEdits). */
final class OddHeadEdits
{
    private const DATES = [
        null,
        '0000-00-00 00:00:00',
        '1970-01-01 00:00:00',
        '1969-07-20 20:17:40',
        '2038-01-20 03:14:08',
        '9999-12-31 23:59:59',
        '2020-00-10 00:00:00',
    ];

    private const EMAILS = [
        null,
        '',
        '0',
        'nobody',
        'a@b',
        'ana@example.com ',
        '<ana@example.com>',
        'josé@example.com',
        'ana@ex_ample.com',
        'Ana <a@example.com>',
        'x@y.zz',
    ];

    private const CURRENCIES = [null, '', '0', 'XXX', 'clp', 'EUR'];

    private const STATUSES = ['', 'wc-', 'processing', 'wc-packed', 'wc-wc-pending', 'trash', 'auto-draft', 'WC-pending', '0'];

    private const VERSIONS = [null, '', '2.1.0', '2.3.7', '2.6.14', '3.0.0', '11.0.1', 'junk'];

    private const DECIMALS = [null, '0.00000001', '-5.5', '123456789012345678.12345678', '10', '0.005'];

    private const TEXTS = [null, '', '0', ' ', '<i>x</i>'];

    private const PAID = [
        null,
        '',
        '0',
        '00',
        '1700000000',
        '1.7e9',
        '-5',
        '2020-02-30 10:00:00',
        '2016-05-01 12:30:00',
        '1970-01-01 00:00:00',
        '2016-05-01T12:30:00Z',
        'junk',
    ];

    /** @return array<string, \Closure(int): void> */
    public static function all(): array
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() ? self::ofTables() : self::ofPosts();
    }

    /** @return array<string, \Closure(int): void> */
    private static function ofTables(): array
    {
        global $wpdb;
        $edits = [];
        $columns = [
            'wc_orders' => [
                'status' => self::STATUSES,
                'currency' => self::CURRENCIES,
                'tax_amount' => self::DECIMALS,
                'total_amount' => self::DECIMALS,
                'date_created_gmt' => self::DATES,
                'date_updated_gmt' => self::DATES,
                'billing_email' => self::EMAILS,
            ],
            'wc_order_operational_data' => [
                'woocommerce_version' => self::VERSIONS,
                'date_paid_gmt' => self::DATES,
                'shipping_tax_amount' => self::DECIMALS,
                'shipping_total_amount' => self::DECIMALS,
                'discount_total_amount' => self::DECIMALS,
            ],
            'wc_order_addresses' => ['email' => self::EMAILS, 'address_1' => self::TEXTS, 'address_2' => self::TEXTS, 'country' => self::TEXTS],
        ];
        foreach ($columns as $table => $ofTable) {
            $id = 'wc_orders' === $table ? 'id' : 'order_id';
            foreach ($ofTable as $column => $values) {
                foreach ($values as $value) {
                    $edits[OddEdits::name($column, $value)] = OddEdits::sql("UPDATE {$wpdb->prefix}$table SET $column = {value} WHERE $id = %d", $value);
                }
            }
        }
        foreach (['wc_order_operational_data', 'wc_order_addresses', 'wc_orders_meta'] as $table) {
            $edits["no $table"] = OddEdits::sql("DELETE FROM {$wpdb->prefix}$table WHERE order_id = %d");
        }
        $edits['of an old version, without a date of payment'] = OddEdits::sql(
            "UPDATE {$wpdb->prefix}wc_order_operational_data SET woocommerce_version = '2.6.14', date_paid_gmt = NULL WHERE order_id = %d",
        );
        foreach (['billing', 'shipping'] as $type) {
            $edits["no $type"] = OddEdits::sql("DELETE FROM {$wpdb->prefix}wc_order_addresses WHERE address_type = '$type' AND order_id = %d");
        }

        return $edits;
    }

    /** @return array<string, \Closure(int): void> */
    private static function ofPosts(): array
    {
        global $wpdb;
        $edits = ['no metadata' => OddEdits::sql("DELETE FROM {$wpdb->postmeta} WHERE post_id = %d")];
        $amounts = array_fill_keys(['_cart_discount', '_order_shipping', '_order_shipping_tax', '_order_tax', '_order_total'], OddEdits::VALUES);
        $texts = array_fill_keys(['_billing_city', '_shipping_address_1', '_shipping_address_2'], self::TEXTS);
        $others = [
            '_billing_email' => self::EMAILS,
            '_order_currency' => self::CURRENCIES,
            '_order_version' => self::VERSIONS,
            '_date_paid' => self::PAID,
        ];
        foreach ($amounts + $texts + $others as $key => $values) {
            $edits["no $key"] = OddEdits::sql("DELETE FROM {$wpdb->postmeta} WHERE meta_key = '$key' AND post_id = %d");
            $edits["two $key"] = OddEdits::sql("INSERT INTO {$wpdb->postmeta} (post_id, meta_key, meta_value) VALUES (%d, '$key', '7')");
            foreach ($values as $value) {
                $edits[OddEdits::name($key, $value)] = OddEdits::sql(
                    "UPDATE {$wpdb->postmeta} SET meta_value = {value} WHERE meta_key = '$key' AND post_id = %d",
                    $value,
                );
            }
        }
        foreach (self::PAID as $value) {
            // WooCommerce's first way, beside which there was no other.
            $edits[OddEdits::name('_paid_date alone', $value)] = static function (int $orderId) use ($value): void {
                delete_post_meta($orderId, '_date_paid');
                OddEdits::sql("UPDATE {$GLOBALS['wpdb']->postmeta} SET meta_value = {value} WHERE meta_key = '_paid_date' AND post_id = %d", $value)($orderId);
            };
        }
        $edits['of an old version, without a date of payment'] = OddEdits::sql(
            "UPDATE {$wpdb->postmeta} SET meta_value = IF(meta_key = '_order_version', '2.6.14', '')"
            . " WHERE meta_key IN ('_order_version', '_date_paid', '_paid_date') AND post_id = %d",
        );
        $columns = ['post_status' => self::STATUSES, 'post_date_gmt' => array_slice(self::DATES, 1), 'post_modified_gmt' => array_slice(self::DATES, 1)];
        foreach ($columns as $column => $values) {
            foreach ($values as $value) {
                $edits[OddEdits::name($column, $value)] = OddEdits::sql("UPDATE {$wpdb->posts} SET $column = {value} WHERE ID = %d", $value);
            }
        }

        return $edits;
    }
}
