<?php

/** An order's items: products, fees, shipping, taxes, coupons. */

declare(strict_types=1);

abstract class WC_Order_Item extends WC_Data
{
    /** Property to the meta key under which it is stored. */
    protected const META = [];
    /** What a property is before it is set; an empty text unless it stands here. */
    protected const DEFAULTS = [];

    public function __construct(int $id = 0, ?string $name = null)
    {
        $this->data = ['name' => (string) $name, 'order_id' => 0] + static::DEFAULTS + array_fill_keys(array_keys(static::META), '');
        $this->id = $id;
        foreach ($id ? (array) WaybillStandIn\item_meta($id) : [] as $key => $value) {
            $property = array_search($key, static::META, true);
            if (false !== $property) {
                $this->data[$property] = $value;
            } else {
                $this->meta[$key] = $value;
            }
        }
    }

    abstract public function get_type(): string;

    protected function hook(): string
    {
        return 'order_item';
    }

    public function get_order(): WC_Order|false
    {
        return wc_get_order($this->prop('order_id', 'edit'));
    }

    public function get_quantity(): int|float
    {
        return 1;
    }

    /** Taxes its total, and its subtotal where it has one. Exact by rate, and rounded for all. */
    public function tax(?float $rate): void
    {
        $taxes = [];
        foreach (array_intersect(['total', 'subtotal'], array_keys($this->data)) as $of) {
            $taxes[$of] = null === $rate ? [] : [WaybillStandIn\TAX_RATE_ID => wc_format_decimal((float) $this->prop($of, 'edit') * $rate)];
            $this->changes["{$of}_tax"] = wc_format_decimal(round((float) array_sum($taxes[$of]), wc_get_price_decimals()));
        }
        $this->changes['taxes'] = $taxes;
    }

    public function save(): int
    {
        global $wpdb;
        $this->apply_changes();
        $row = ['order_item_name' => $this->data['name'], 'order_item_type' => $this->get_type(), 'order_id' => $this->data['order_id']];
        if (0 === $this->id) {
            $wpdb->insert($wpdb->prefix . 'woocommerce_order_items', $row);
            $this->id = (int) $wpdb->insert_id;
        } else {
            $wpdb->update($wpdb->prefix . 'woocommerce_order_items', $row, ['order_item_id' => $this->id]);
        }
        $wpdb->delete($wpdb->prefix . 'woocommerce_order_itemmeta', ['order_item_id' => $this->id]);
        foreach (static::META as $property => $key) {
            $wpdb->insert($wpdb->prefix . 'woocommerce_order_itemmeta', [
                'order_item_id' => $this->id,
                'meta_key' => $key,
                'meta_value' => maybe_serialize($this->data[$property]),
            ]);
        }
        foreach ($this->meta as $key => $value) {
            $wpdb->insert($wpdb->prefix . 'woocommerce_order_itemmeta', [
                'order_item_id' => $this->id,
                'meta_key' => $key,
                'meta_value' => maybe_serialize($value),
            ]);
        }

        return $this->id;
    }
}

class WC_Order_Item_Product extends WC_Order_Item
{
    protected const META = [
        'product_id' => '_product_id',
        'variation_id' => '_variation_id',
        'quantity' => '_qty',
        'tax_class' => '_tax_class',
        'subtotal' => '_line_subtotal',
        'subtotal_tax' => '_line_subtotal_tax',
        'total' => '_line_total',
        'total_tax' => '_line_tax',
        'taxes' => '_line_tax_data',
    ];
    protected const DEFAULTS = ['product_id' => 0, 'variation_id' => 0, 'quantity' => 1, 'taxes' => []];

    public function get_type(): string
    {
        return 'line_item';
    }

    /** A number, fractions allowed. */
    public function get_quantity(string $context = 'view'): int|float
    {
        return wc_stock_amount($this->prop('quantity', $context));
    }

    public function set_quantity(mixed $value): void
    {
        $this->changes['quantity'] = wc_stock_amount($value);
    }

    public function get_product(): WC_Product|false
    {
        $product = wc_get_product((int) ($this->prop('variation_id', 'edit') ?: $this->prop('product_id', 'edit')));

        return apply_filters('woocommerce_order_item_product', $product, $this);
    }

    public function set_product(WC_Product $product): void
    {
        $this->set_props(['product_id' => $product->get_id(), 'name' => $product->get_name()]);
    }
}

class WC_Order_Item_Fee extends WC_Order_Item
{
    protected const META = [
        'tax_class' => '_tax_class',
        'tax_status' => '_tax_status',
        'amount' => '_fee_amount',
        'total' => '_line_total',
        'total_tax' => '_line_tax',
        'taxes' => '_line_tax_data',
    ];
    protected const DEFAULTS = ['tax_status' => 'taxable', 'taxes' => []];

    public function get_type(): string
    {
        return 'fee';
    }
}

class WC_Order_Item_Shipping extends WC_Order_Item
{
    protected const META = ['method_id' => 'method_id', 'instance_id' => 'instance_id', 'total' => 'cost', 'total_tax' => 'total_tax', 'taxes' => 'taxes'];

    public function get_type(): string
    {
        return 'shipping';
    }

    public function get_method_title(string $context = 'view'): string
    {
        return (string) $this->prop('name', $context);
    }

    public function set_method_title(string $title): void
    {
        $this->changes['name'] = $title;
    }
}

class WC_Order_Item_Tax extends WC_Order_Item
{
    protected const META = [
        'rate_id' => 'rate_id',
        'label' => 'label',
        'compound' => 'compound',
        'tax_total' => 'tax_amount',
        'shipping_tax_total' => 'shipping_tax_amount',
        'rate_percent' => 'rate_percent',
    ];

    public function get_type(): string
    {
        return 'tax';
    }

    public function get_rate_code(string $context = 'view'): string
    {
        return (string) $this->prop('name', $context);
    }
}

class WC_Order_Item_Coupon extends WC_Order_Item
{
    protected const META = ['discount' => 'discount_amount', 'discount_tax' => 'discount_amount_tax'];

    public function get_type(): string
    {
        return 'coupon';
    }
}
