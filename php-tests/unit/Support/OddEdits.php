<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use Automattic\WooCommerce\Utilities\OrderUtil;

/** What becomes of orders in a store's life past WooCommerce: edits of their rows by SQL, chosen by chance. */
final class OddEdits
{
    private const VALUES = [
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

    public function __construct(
        private readonly OddOrders $by,
    ) {}

    /** Edits an order, and says how. */
    public function edit(int $orderId): string
    {
        $edits = [$this->itemMeta(...), $this->itemMeta(...), $this->item(...)];
        $heads = OrderUtil::custom_orders_table_usage_is_enabled()
            ? [$this->column(...), $this->row(...)]
            : [$this->meta(...), $this->meta(...), $this->post(...)];

        return $this->by->pick([...$edits, ...$heads])($orderId);
    }

    private function itemMeta(int $orderId): string
    {
        global $wpdb;
        $meta = "{$wpdb->prefix}woocommerce_order_itemmeta";
        $rows = $wpdb->get_results(
            "SELECT m.meta_id, m.meta_key FROM $meta m JOIN {$wpdb->prefix}woocommerce_order_items i USING (order_item_id) WHERE i.order_id = $orderId ORDER BY m.meta_id",
        );
        if ([] === $rows) {
            return 'no items';
        }
        $row = $this->by->pick($rows);
        $value = $this->by->pick(self::VALUES);
        if ($this->by->isOneIn(5)) {
            $wpdb->delete($meta, ['meta_id' => $row->meta_id]);

            return "no $row->meta_key";
        }
        if ($this->by->isOneIn(6)) {
            Store::query($wpdb->prepare("INSERT INTO $meta SELECT NULL, order_item_id, meta_key, %s FROM $meta WHERE meta_id = %d", $value, $row->meta_id));

            return "two $row->meta_key";
        }
        $wpdb->update($meta, ['meta_value' => $value], ['meta_id' => $row->meta_id]);

        return "$row->meta_key = " . var_export($value, true);
    }

    private function item(int $orderId): string
    {
        global $wpdb;
        $items = "{$wpdb->prefix}woocommerce_order_items";
        [$column, $value] = $this->by->pick([
            ['order_item_type', 'custom'],
            ['order_item_type', 'LINE_ITEM'],
            ['order_item_type', 'coupon'],
            ['order_item_type', 'shipping'],
            ['order_item_type', 'tax'],
            ['order_item_name', ''],
            ['order_item_name', '0'],
            ['order_item_name', ' <i>%41</i> '],
        ]);
        Store::query($wpdb->prepare("UPDATE $items SET $column = %s WHERE order_id = %d ORDER BY order_item_id LIMIT 1", $value, $orderId));

        return "$column = '$value'";
    }

    /** A column of the order tables. */
    private function column(int $orderId): string
    {
        global $wpdb;
        [$table, $column, $values] = $this->by->pick([
            ['wc_orders', 'status', self::STATUSES],
            ['wc_orders', 'currency', self::CURRENCIES],
            ['wc_orders', 'tax_amount', self::DECIMALS],
            ['wc_orders', 'total_amount', self::DECIMALS],
            ['wc_orders', 'date_created_gmt', self::DATES],
            ['wc_orders', 'date_updated_gmt', self::DATES],
            ['wc_orders', 'billing_email', self::EMAILS],
            ['wc_order_operational_data', 'woocommerce_version', self::VERSIONS],
            ['wc_order_operational_data', 'date_paid_gmt', self::DATES],
            ['wc_order_operational_data', 'shipping_tax_amount', self::DECIMALS],
            ['wc_order_operational_data', 'shipping_total_amount', self::DECIMALS],
            ['wc_order_operational_data', 'discount_total_amount', self::DECIMALS],
            ['wc_order_addresses', 'email', self::EMAILS],
            ['wc_order_addresses', 'address_1', [null, '', '0', ' ']],
            ['wc_order_addresses', 'country', [null, '', '0', 'Chile']],
        ]);
        $value = $this->by->pick($values);
        $wpdb->update($wpdb->prefix . $table, [$column => $value], ['wc_orders' === $table ? 'id' : 'order_id' => $orderId]);

        return "$column = " . var_export($value, true);
    }

    /** A whole row of the order tables is missing. */
    private function row(int $orderId): string
    {
        global $wpdb;
        [$table, $where] = $this->by->pick([
            ['wc_order_operational_data', []],
            ['wc_order_addresses', []],
            ['wc_order_addresses', ['address_type' => 'billing']],
            ['wc_order_addresses', ['address_type' => 'shipping']],
            ['wc_orders_meta', []],
        ]);
        $wpdb->delete($wpdb->prefix . $table, ['order_id' => $orderId] + $where);

        return "no $table " . implode($where);
    }

    private function meta(int $orderId): string
    {
        global $wpdb;
        $rows = $wpdb->get_results("SELECT meta_id, meta_key FROM {$wpdb->postmeta} WHERE post_id = $orderId ORDER BY meta_id");
        if ([] === $rows || $this->by->isOneIn(30)) {
            $wpdb->delete($wpdb->postmeta, ['post_id' => $orderId]);

            return 'no metadata';
        }
        $row = $this->by->pick($rows);
        $value = $this->by->pick(match ($row->meta_key) {
            '_billing_email' => self::EMAILS,
            '_order_currency' => self::CURRENCIES,
            '_order_version' => self::VERSIONS,
            '_date_paid', '_paid_date' => [
                null,
                '',
                '0',
                '1700000000',
                '1.7e9',
                '-5',
                '2020-02-30 10:00:00',
                '2016-05-01 12:30:00',
                '2016-05-01T12:30:00Z',
                'junk',
            ],
            default => self::VALUES,
        });
        if ($this->by->isOneIn(5)) {
            $wpdb->delete($wpdb->postmeta, ['meta_id' => $row->meta_id]);

            return "no $row->meta_key";
        }
        if ($this->by->isOneIn(6)) {
            $wpdb->insert($wpdb->postmeta, ['post_id' => $orderId, 'meta_key' => $row->meta_key, 'meta_value' => $value]);

            return "two $row->meta_key";
        }
        $wpdb->update($wpdb->postmeta, ['meta_value' => $value], ['meta_id' => $row->meta_id]);

        return "$row->meta_key = " . var_export($value, true);
    }

    private function post(int $orderId): string
    {
        global $wpdb;
        [$column, $values] = $this->by->pick([
            ['post_status', self::STATUSES],
            ['post_date_gmt', array_slice(self::DATES, 1)],
            ['post_modified_gmt', array_slice(self::DATES, 1)],
        ]);
        $value = $this->by->pick($values);
        $wpdb->update($wpdb->posts, [$column => $value], ['ID' => $orderId]);

        return "$column = '$value'";
    }
}
