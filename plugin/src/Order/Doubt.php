<?php

declare(strict_types=1);

namespace Waybill\Order;

use Automattic\WooCommerce\Admin\Overrides\Order;
use Automattic\WooCommerce\Admin\Overrides\OrderRefund;
use Automattic\WooCommerce\Internal\DataStores\Orders\OrdersTableDataStore;
use Automattic\WooCommerce\Utilities\OrderUtil;

/**
 * Why orders may not be read in sets here: another plugin changes what WooCommerce's getters say, or puts its own classes in their place. What it cannot see,
 * `BackfillReader`'s proof finds.
 */
final class Doubt
{
    /** Hooks that could change a value which `OrderReader` reads: what stands before, and the names. A test records what fires, and holds this to it. */
    private const HOOKS = [
        'woocommerce_order_get_' => [
            'status',
            'currency',
            'date_created',
            'date_modified',
            'date_paid',
            'discount_total',
            'shipping_total',
            'cart_tax',
            'shipping_tax',
            'total_tax',
            'total',
            'billing_email',
            'items',
        ],
        'woocommerce_order_get_billing_' => OrderReader::ADDRESS,
        'woocommerce_order_get_shipping_' => OrderReader::ADDRESS,
        'woocommerce_order_item_get_' => [
            'name',
            'product_id',
            'variation_id',
            'quantity',
            'subtotal',
            'total',
            'total_tax',
            'method_id',
            'method_title',
            'instance_id',
            'rate_code',
            'label',
            'tax_total',
            'shipping_tax_total',
        ],
        'woocommerce_product_get_' => ['sku', 'weight'],
        'woocommerce_product_variation_get_' => ['sku', 'weight', 'parent_id'],
        'woocommerce_' => [
            'order_number',
            'order_class',
            'order_type_to_group',
            'get_order_item_classname',
            'order_item_product',
            'get_product_from_item',
            'product_class',
            'product_type_query',
            'product_read',
            'hpos_enable_sync_on_read',
        ],
        // WordPress' own, on the way from the database to the getters.
        '' => [
            'get_post_metadata',
            'get_order_item_metadata',
            'default_order_item_metadata',
            'update_post_metadata_cache',
            'update_order_item_metadata_cache',
            'sanitize_text_field',
            'is_email',
            'sanitize_email',
            'wc_round_tax_total',
        ],
        // Waybill's, which are given a WC_Order.
        'waybill_' => ['is_due', 'order_payload'],
    ];

    /** Whose reading this is a copy of. */
    private const DATA_STORES = [
        'order' => [OrdersTableDataStore::class, 'WC_Order_Data_Store_CPT'],
        'order-item-product' => ['WC_Order_Item_Product_Data_Store'],
        'order-item-fee' => ['WC_Order_Item_Fee_Data_Store'],
        'order-item-shipping' => ['WC_Order_Item_Shipping_Data_Store'],
        'order-item-tax' => ['WC_Order_Item_Tax_Data_Store'],
        'product' => ['WC_Product_Data_Store_CPT'],
        // These have none of their own, as WooCommerce has it: it asks for them all the same.
        'product-simple' => ['WC_Product_Data_Store_CPT'],
        'product-external' => ['WC_Product_Data_Store_CPT'],
        'product-grouped' => ['WC_Product_Grouped_Data_Store_CPT'],
        'product-variable' => ['WC_Product_Variable_Data_Store_CPT'],
        'product-variation' => ['WC_Product_Variation_Data_Store_CPT'],
    ];

    private const IN_STEP = 'woocommerce_custom_orders_table_data_sync_enabled';

    /** Until this version, orders kept in step with posts were changed by reading them, after their posts. */
    private const READS_ONLY_SINCE = '10.7';

    /**
     * @return array{why: 'filter'|'class'|'setting', what: string}|null Null where there is none; `what` is the hook, class or setting.
     */
    public function why(string $woocommerce = WC_VERSION): ?array
    {
        $hook = $this->hook();
        $class = null === $hook ? $this->class() : null;

        return match (true) {
            null !== $hook => ['why' => 'filter', 'what' => $hook],
            null !== $class => ['why' => 'class', 'what' => $class],
            // WooCommerce takes it for a decimal point in what is stored, too.
            1 === preg_match('/[0-9-]/', wc_get_price_decimal_separator()) => ['why' => 'setting', 'what' => 'woocommerce_price_decimal_sep'],
            version_compare($woocommerce, self::READS_ONLY_SINCE, '<') && self::isKeptInStep() => ['why' => 'setting', 'what' => self::IN_STEP],
            default => null,
        };
    }

    /** @return list<string> Every hook that it looks at. */
    public static function hooks(): array
    {
        $hooks = [];
        foreach (self::HOOKS as $prefix => $names) {
            foreach ($names as $name) {
                $hooks[] = $prefix . $name;
            }
        }

        return $hooks;
    }

    private static function isKeptInStep(): bool
    {
        return OrderUtil::custom_orders_table_usage_is_enabled() && 'yes' === get_option(self::IN_STEP);
    }

    /** The first hook that another plugin listens to. */
    private function hook(): ?string
    {
        foreach (self::HOOKS as $prefix => $names) {
            foreach ($names as $name) {
                $found = $this->listened($prefix . $name);
                if (null !== $found) {
                    return $found;
                }
            }
        }

        return null;
    }

    private function listened(string $hook): ?string
    {
        $listeners = $GLOBALS['wp_filter'][$hook] ?? null;
        /** @var array<int, array<string, array{function: callable}>> $byPriority */
        $byPriority = $listeners instanceof \WP_Hook ? $listeners->callbacks : [];
        foreach ($byPriority as $callbacks) {
            foreach ($callbacks as $callback) {
                $found = $this->foreign($hook, $callback['function']);
                if (null !== $found) {
                    return $found;
                }
            }
        }

        return null;
    }

    /** The hook that this callback makes doubtful; null for WooCommerce's own callbacks, which change nothing that is read. */
    private function foreign(string $hook, mixed $callback): ?string
    {
        [$owner, $method] = is_array($callback) ? $callback : [null, null];
        // It passes a hook on to those that it replaced.
        if ($owner instanceof \WC_Deprecated_Filter_Hooks) {
            foreach ($owner->get_old_hooks($hook) as $old) {
                if (has_filter($old)) {
                    return $old;
                }
            }

            return null;
        }
        // Orders for WooCommerce's reports: they say the same.
        $isReports = 'order_class_name' === $method && in_array($owner, [Order::class, OrderRefund::class], true);

        return $isReports ? null : $hook;
    }

    private function class(): ?string
    {
        $class = wc_get_order_type('shop_order')['class_name'] ?? '';
        if ('WC_Order' !== $class) {
            return $class;
        }
        foreach (self::DATA_STORES as $type => $known) {
            $store = \WC_Data_Store::load($type)->get_current_class_name();
            if (!in_array($store, $known, true)) {
                return $store;
            }
        }

        return null;
    }
}
