<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** What the database holds of an order, a point for each value; ids, keys and the present time named, not given. */
final class Rows
{
    /** How far a time may be from now to be "now". */
    private const SECONDS = 300;
    /** Of an order's post; then its date. */
    private const TITLE = 'Order &ndash; ';

    /** @return array<string, mixed> */
    public static function of(int $order): array
    {
        $points = OrderUtil::custom_orders_table_usage_is_enabled() ? self::orderTables($order) : self::post($order);

        return array_map(static fn(mixed $value): mixed => self::normal($value, $order), $points + self::items($order));
    }

    /** @return array<string, mixed> */
    private static function orderTables(int $order): array
    {
        return [
            ...self::columns('wc_orders', self::rows('SELECT * FROM {p}wc_orders WHERE id = %d', $order)),
            ...self::columns('wc_order_addresses', self::rows('SELECT * FROM {p}wc_order_addresses WHERE order_id = %d', $order), 'address_type'),
            ...self::columns('wc_order_operational_data', self::rows('SELECT * FROM {p}wc_order_operational_data WHERE order_id = %d', $order)),
            ...self::meta('wc_orders_meta', self::rows('SELECT * FROM {p}wc_orders_meta WHERE order_id = %d ORDER BY id', $order)),
            ...self::columns('posts', self::rows('SELECT ID, post_type, post_status FROM {p}posts WHERE ID = %d', $order)),
        ];
    }

    /** @return array<string, mixed> */
    private static function post(int $order): array
    {
        return [
            ...self::columns('posts', self::rows('SELECT * FROM {p}posts WHERE ID = %d', $order)),
            ...self::meta('postmeta', self::rows('SELECT * FROM {p}postmeta WHERE post_id = %d ORDER BY meta_id', $order)),
        ];
    }

    /** @return array<string, mixed> Items by type and their place in it: between types the order says nothing. */
    private static function items(int $order): array
    {
        $points = [];
        $places = [];
        foreach (self::rows('SELECT * FROM {p}woocommerce_order_items WHERE order_id = %d ORDER BY order_item_id', $order) as $item) {
            $type = $item['order_item_type'];
            $places[$type] = ($places[$type] ?? -1) + 1;
            $name = "items.$type $places[$type]";
            $points["$name.name"] = $item['order_item_name'];
            $points += self::meta($name, self::rows(
                'SELECT * FROM {p}woocommerce_order_itemmeta WHERE order_item_id = %d ORDER BY meta_id',
                (int) $item['order_item_id'],
            ));
        }

        return $points;
    }

    /** @return list<array<string, string|null>> */
    private static function rows(string $sql, int $id): array
    {
        global $wpdb;

        return $wpdb->get_results($wpdb->prepare(str_replace('{p}', $wpdb->prefix, $sql), $id), ARRAY_A);
    }

    /**
     * @param list<array<string, string|null>> $rows
     * @return array<string, mixed>
     */
    private static function columns(string $table, array $rows, ?string $kind = null): array
    {
        $points = ["$table rows" => count($rows)];
        foreach ($rows as $row) {
            $name = null === $kind ? $table : "$table.$row[$kind]";
            foreach ($row as $column => $value) {
                // A table's own numbering says nothing.
                if ('id' !== $column || 'wc_orders' === $table) {
                    $points["$name.$column"] = $value;
                }
            }
        }

        return $points;
    }

    /**
     * @param list<array<string, string|null>> $rows
     * @return array<string, mixed> Values by key; several of one key as a list.
     */
    private static function meta(string $table, array $rows): array
    {
        $points = [];
        foreach ($rows as $row) {
            // The number of a product that is gone is of chance.
            $gone = '_product_id' === $row['meta_key'] && '0' !== $row['meta_value'] && false === wc_get_product($row['meta_value']);
            $points["$table.$row[meta_key]"][] = $gone ? 'a product that is gone' : $row['meta_value'];
        }

        return array_map(static fn(array $values): mixed => 1 === count($values) ? $values[0] : $values, $points);
    }

    /** A value with what is of chance in it named: ids, the present time, keys, the version. */
    public static function normal(mixed $value, int $order): mixed
    {
        if (is_array($value)) {
            return array_map(static fn(mixed $one): mixed => self::normal($one, $order), $value);
        }
        $near = static fn(int $time, int $now): bool => abs($time - $now) < self::SECONDS;
        $time = is_string($value) && preg_match('/^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d$/', $value) ? (int) strtotime("$value UTC") : 0;

        $local = time() + wp_timezone()->getOffset(new \DateTimeImmutable());

        return match (true) {
            !is_string($value) => $value,
            $value === (string) $order => 'the order',
            $value === (string) Orders::product()->get_id() => 'the product',
            $near($time, time()) => 'now, UTC',
            $near($time, $local) => 'now, local time',
            str_starts_with($value, self::TITLE) && $near((int) strtotime(strtr(substr($value, strlen(self::TITLE)), [
                '@ ' => '',
            ]) . ' UTC'), $local) => 'Order of now',
            ctype_digit($value) && $near((int) $value, time()) => 'now, seconds',
            WC_VERSION === $value => 'the version',
            default => preg_replace(
                ['/^wc_order_\w{13}$/', '#^http://127\.0\.0\.1:\d+#', "/(?<=p=)$order$/"],
                ['wc_order_…', 'the store', 'the order'],
                $value,
            ),
        };
    }
}
