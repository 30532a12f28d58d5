<?php

/** What orders and refunds hold, how they are saved, and the hooks that fire, in WooCommerce's order. */

declare(strict_types=1);

abstract class WC_Abstract_Order extends WC_Data
{
    use WaybillStandIn\Totals;

    private const DRAFTS = ['auto-draft', 'draft', 'checkout-draft'];

    /** @var array<string, list<WC_Order_Item>> Those read or added, by type. */
    protected array $items = [];

    public function __construct(int|self $order = 0)
    {
        $empty = array_fill_keys(WaybillStandIn\ADDRESS, '');
        $this->data = [
            'parent_id' => 0,
            'status' => '',
            'type' => $this->get_type(),
            'currency' => '',
            'version' => '',
            'date_created' => null,
            'date_modified' => null,
            'date_paid' => null,
            'date_completed' => null,
            'discount_total' => '0',
            'discount_tax' => '0',
            'shipping_total' => '0',
            'shipping_tax' => '0',
            'cart_tax' => '0',
            'total' => '0',
            'total_tax' => '0',
            'customer_id' => 0,
            'order_key' => '',
            'billing' => $empty + ['email' => ''],
            'shipping' => $empty,
            'payment_method' => '',
            'payment_method_title' => '',
            'transaction_id' => '',
            'customer_ip_address' => '',
            'customer_user_agent' => '',
            'created_via' => '',
            'customer_note' => '',
            'cart_hash' => '',
        ];
        $id = $order instanceof self ? $order->get_id() : $order;
        if ($id > 0) {
            $this->read($id);
        }
        $this->object_read = true;
    }

    abstract public function get_type(): string;

    protected function hook(): string
    {
        return 'order';
    }

    private function read(int $id): void
    {
        $stored = WaybillStandIn\storage()->read($id);
        if (null === $stored || $stored['type'] !== $this->get_type()) {
            throw new Exception('Invalid order.');
        }
        $this->id = $id;
        $this->meta = $stored['meta'];
        unset($stored['meta']);
        foreach (['billing', 'shipping'] as $type) {
            $stored[$type] = array_map(strval(...), array_intersect_key($stored[$type] ?? [], $this->data[$type]) + $this->data[$type]);
        }
        foreach (['date_created', 'date_modified', 'date_paid', 'date_completed'] as $name) {
            $stored[$name] = self::date($stored[$name]);
        }
        // Both storages keep the items' tax and the shipping's.
        $stored['total_tax'] = (string) ((float) $stored['cart_tax'] + (float) $stored['shipping_tax']);
        foreach (['discount_total', 'discount_tax', 'shipping_total', 'shipping_tax', 'cart_tax', 'total_tax'] as $name) {
            $stored[$name] = wc_format_decimal($stored[$name], false, true);
        }
        $stored['total'] = wc_format_decimal((float) $stored['total'], wc_get_price_decimals());
        $this->data = array_replace($this->data, $stored);
    }

    public function __call(string $method, array $arguments): mixed
    {
        // get_billing_city, set_shipping_phone, …
        if (preg_match('/^([gs]et)_(billing|shipping)_(\w+)$/', $method, $match) && array_key_exists($match[3], $this->data[$match[2]])) {
            $address = $this->prop($match[2], 'edit');
            if ('set' === $match[1]) {
                $this->changes[$match[2]] = [$match[3] => (string) $arguments[0]] + $address;

                return null;
            }

            return 'edit' === ($arguments[0] ?? 'view')
                ? $address[$match[3]]
                : apply_filters("woocommerce_order_get_{$match[2]}_{$match[3]}", $address[$match[3]], $this);
        }

        return parent::__call($method, $arguments);
    }

    public function get_status(string $context = 'view'): string
    {
        $status = $this->prop('status', $context);

        return '' === $status && 'view' === $context ? apply_filters('woocommerce_default_order_status', 'pending') : $status;
    }

    /** @return array{from: string, to: string} */
    public function set_status(string $new_status): array
    {
        $from = $this->get_status();
        $to = preg_replace('/^wc-/', '', $new_status);
        if ($this->object_read) {
            $known = static fn(string $status): bool => isset(wc_get_order_statuses()["wc-$status"]);
            $to = $known($to) || in_array($to, ['auto-draft', 'trash'], true) ? $to : 'pending';
            $from = $known($from) || 'trash' === $from ? $from : 'pending';
        }
        $this->changes['status'] = $to;

        return ['from' => $from, 'to' => $to];
    }

    public function set_date_created(mixed $date = null): void
    {
        $this->changes['date_created'] = self::date($date);
    }

    public function has_status(mixed $status): bool
    {
        return in_array($this->get_status(), (array) $status, true);
    }

    public function get_subtotal(): float
    {
        return (float) apply_filters(
            'woocommerce_order_get_subtotal',
            round(array_sum(array_map(static fn($item): float => (float) $item->get_subtotal(), $this->get_items())), wc_get_price_decimals()),
            $this,
        );
    }

    /** @return array<int, WC_Order_Item> By item id. */
    public function get_items(string|array $types = 'line_item'): array
    {
        $items = [];
        foreach ((array) $types as $type) {
            $this->items[$type] ??= WaybillStandIn\items($this->id, $type);
            foreach ($this->items[$type] as $index => $item) {
                $items[$item->get_id() ?: "new:$type:$index"] = $item;
            }
        }

        return apply_filters('woocommerce_order_get_items', $items, $this, (array) $types);
    }

    public function add_item(WC_Order_Item $item): WC_Order_Item
    {
        $this->get_items($item->get_type());

        return $this->items[$item->get_type()][] = $item;
    }

    public function add_product(WC_Product $product, int|float $qty = 1, array $args = []): int
    {
        $item = new WC_Order_Item_Product();
        $item->set_product($product);
        $price = wc_format_decimal((float) $product->get_price() * $qty);
        $item->set_props(['quantity' => $qty, 'subtotal' => $args['subtotal'] ?? $price, 'total' => $args['total'] ?? $price, 'order_id' => $this->id]);
        $item->save();
        $this->add_item($item);

        return $item->get_id();
    }

    public function save(): int
    {
        do_action('woocommerce_before_order_object_save', $this, null);
        $now = WC_DateTime::at(time());
        $new = 0 === $this->id;
        $was = $this->data['status'];
        if ($new) {
            $this->changes += [
                'date_created' => $now,
                'currency' => get_woocommerce_currency(),
                'version' => WC_VERSION,
                'order_key' => 'wc_order_' . wp_generate_password(13, false),
            ];
            $this->changes['status'] ??= apply_filters('woocommerce_default_order_status', 'pending');
        }
        $this->changes['date_modified'] = $now;
        $this->apply_changes();
        if ($new) {
            $this->id = WaybillStandIn\storage()->insert($this->data + ['meta' => $this->meta]);
        } else {
            WaybillStandIn\storage()->update($this->id, $this->data + ['meta' => $this->meta]);
        }
        $this->announce($new, $was);
        foreach ($this->items as $items) {
            foreach ($items as $item) {
                $item->set_order_id($this->id);
                $item->save();
            }
        }
        do_action('woocommerce_after_order_object_save', $this, null);

        return $this->id;
    }

    /** A draft is not announced; it counts as new when it is a draft no longer. */
    protected function announce(bool $new, string $was): void
    {
        $isDraft = in_array($this->data['status'], self::DRAFTS, true);
        if (!$isDraft && ($new || in_array($was, self::DRAFTS, true))) {
            do_action('woocommerce_new_order', $this->id, $this);
        } elseif (!$new) {
            do_action('woocommerce_update_order', $this->id, $this);
        }
    }

    public function delete(bool $force_delete = false): bool
    {
        $id = $this->id;
        if (!$force_delete) {
            do_action('woocommerce_before_trash_order', $id, $this);
            WaybillStandIn\storage()->trash($id, $this->data + ['meta' => $this->meta]);
            $this->id = 0;
            do_action('woocommerce_trash_order', $id);

            return true;
        }
        do_action('woocommerce_before_delete_order', $id, $this);
        WaybillStandIn\delete_items($id);
        WaybillStandIn\storage()->delete($id);
        $this->id = 0;
        do_action('woocommerce_delete_order', $id);

        return true;
    }
}
