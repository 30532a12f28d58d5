<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** What becomes of orders in a store's life past WooCommerce: each edit of their rows by SQL that reading them may meet. */
final class OddEdits
{
    public const VALUES = [
        '',
        null,
        '0',
        'junk',
        ' 7 ',
        '1.234,56',
        '10,50',
        '1e5',
        '+5',
        '.5',
        '5.',
        '-0',
        '-12.340',
        '007',
        '٣',
        "12\n",
        '99999999999999999999.123',
        'flat_rate:12',
        '<b>x</b>',
        'i:5;',
        'b:1;',
        's:1:"5";',
        'a:0:{}',
        'a:1:{broken',
        'O:8:"stdClass":0:{}',
        'a:1:{i:1;s:1:"3";}',
        'a:1:{s:5:"total";a:1:{i:1;s:4:"2.50";}}',
        'a:2:{s:5:"total";s:1:"5";s:8:"subtotal";s:1:"5";}',
        'a:2:{s:5:"total";a:1:{i:1;s:4:"2.50";}s:8:"subtotal";a:0:{}}',
        'a:2:{s:5:"total";a:2:{i:1;d:0.125;i:2;i:3;}s:8:"subtotal";a:1:{i:1;s:4:"1,25";}}',
        'a:2:{s:5:"total";a:1:{i:1;N;}s:8:"subtotal";a:1:{i:1;b:1;}}',
    ];

    private const ITEM_KEYS = [
        '_product_id',
        '_variation_id',
        '_qty',
        '_line_subtotal',
        '_line_total',
        '_line_tax_data',
        'method_id',
        'instance_id',
        'cost',
        'taxes',
        'label',
        'tax_amount',
        'shipping_tax_amount',
    ];

    /** @return array<string, \Closure(int): void> What each is called, and how it is done to an order. */
    public static function all(): array
    {
        $edits = self::ofItems() + OddHeadEdits::all();

        return $edits + ['nothing' => static function (): void {}];
    }

    /** @return array<string, \Closure(int): void> */
    private static function ofItems(): array
    {
        global $wpdb;
        $items = "{$wpdb->prefix}woocommerce_order_items";
        $join = "{$wpdb->prefix}woocommerce_order_itemmeta m JOIN $items i ON i.order_item_id = m.order_item_id";
        $edits = [];
        foreach (self::ITEM_KEYS as $key) {
            $edits["no $key"] = self::sql("DELETE m FROM $join WHERE m.meta_key = '$key' AND i.order_id = %d");
            $edits["two $key"] = self::sql(
                "INSERT INTO {$wpdb->prefix}woocommerce_order_itemmeta (order_item_id, meta_key, meta_value)"
                . " SELECT m.order_item_id, m.meta_key, '7' FROM $join WHERE m.meta_key = '$key' AND i.order_id = %d",
            );
            foreach (self::VALUES as $value) {
                $edits[self::name($key, $value)] = self::sql("UPDATE $join SET m.meta_value = {value} WHERE m.meta_key = '$key' AND i.order_id = %d", $value);
            }
        }
        foreach (['custom', 'LINE_ITEM', 'coupon', 'shipping', 'tax', 'fee'] as $type) {
            $edits["type $type"] = self::sql("UPDATE $items SET order_item_type = {value} WHERE order_id = %d ORDER BY order_item_id LIMIT 1", $type);
        }
        foreach (['', '0', ' <i>%41</i> ', 'a:0:{}'] as $name) {
            $edits[self::name('names', $name)] = self::sql("UPDATE $items SET order_item_name = {value} WHERE order_id = %d", $name);
        }

        return $edits;
    }

    /**
     * An edit of the order whose id takes the place of %d, by this value in the place of {value}.
     *
     * @return \Closure(int): void
     */
    public static function sql(string $sql, ?string $value = null): \Closure
    {
        return static function (int $orderId) use ($sql, $value): void {
            $quoted = null === $value ? 'NULL' : "'" . esc_sql($value) . "'";
            Store::query(strtr($sql, ['%d' => (string) $orderId, '{value}' => $GLOBALS['wpdb']->remove_placeholder_escape($quoted)]));
        };
    }

    public static function name(string $what, ?string $value): string
    {
        return "$what = " . var_export($value, true);
    }
}
