<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

use Waybill\Order\OrderReader;

/** Orders in the order tables (HPOS). */
final class HeadsInTables implements Heads
{
    public function __construct(
        private readonly Rows $rows,
        private readonly \wpdb $db,
    ) {}

    public function read(array $ids): array
    {
        $heads = [];
        foreach ($this->rows->select($this->sql($ids)) as $row) {
            $heads[(int) $row['id']] = $row;
        }

        return $heads;
    }

    /** @param list<int> $ids */
    private function sql(array $ids): string
    {
        // An order's e-mail address is its billing address'; the column in wc_orders is for searches.
        $columns = ['b.email AS billing_email'];
        foreach (OrderReader::ADDRESS as $field) {
            $columns[] = "b.$field AS billing_$field";
            $columns[] = "s.$field AS shipping_$field";
        }
        $prefix = $this->db->prefix;

        return (
            'SELECT o.id, o.status, o.currency, o.tax_amount AS cart_tax, o.total_amount AS total, o.date_created_gmt AS created, o.date_updated_gmt AS modified,'
            . ' p.woocommerce_version AS version, p.date_paid_gmt AS paid, p.shipping_tax_amount AS shipping_tax, p.shipping_total_amount AS shipping_total,'
            . ' p.discount_total_amount AS discount_total, '
            . implode(', ', $columns)
            . " FROM {$prefix}wc_orders o LEFT JOIN {$prefix}wc_order_addresses b ON b.order_id = o.id AND b.address_type = 'billing'"
            . " LEFT JOIN {$prefix}wc_order_addresses s ON s.order_id = o.id AND s.address_type = 'shipping'"
            . " LEFT JOIN {$prefix}wc_order_operational_data p ON p.order_id = o.id WHERE o.id IN "
            . Rows::in($ids)
            . " AND o.type = 'shop_order'"
        );
    }
}
