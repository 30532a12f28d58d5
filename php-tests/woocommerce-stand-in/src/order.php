<?php

/** Orders with their status, whose changes are announced; and refunds, which have no hooks of an order. */

declare(strict_types=1);

class WC_Order extends WC_Abstract_Order
{
    /** @var array{from: string, to: string}|null */
    private ?array $status_transition = null;

    public function get_type(): string
    {
        return 'shop_order';
    }

    public function get_order_number(): string
    {
        return (string) apply_filters('woocommerce_order_number', $this->get_id(), $this);
    }

    /** The address of its screen in wp-admin, of which the stand-in has none. */
    public function get_edit_order_url(): string
    {
        $page = \Automattic\WooCommerce\Utilities\OrderUtil::custom_orders_table_usage_is_enabled()
            ? "admin.php?page=wc-orders&action=edit&id={$this->get_id()}"
            : "post.php?post={$this->get_id()}&action=edit";

        return (string) apply_filters('woocommerce_get_edit_order_url', admin_url($page), $this);
    }

    /** @return array{from: string, to: string} */
    public function set_status(string $new_status, string $note = '', bool $manual_update = false): array
    {
        $result = parent::set_status($new_status);
        if ($this->object_read && '' !== $result['from'] && $result['from'] !== $result['to']) {
            $this->status_transition = ['from' => $this->status_transition['from'] ?? $result['from'], 'to' => $result['to']];
            $paid = $this->paid_status();
            if (null === $this->prop('date_paid', 'edit') && ($result['to'] === $paid || 'processing' === $paid && 'completed' === $result['to'])) {
                $this->changes['date_paid'] = WC_DateTime::at(time());
            }
            if ('completed' === $result['to']) {
                $this->changes['date_completed'] = WC_DateTime::at(time());
            }
        }

        return $result;
    }

    /** What payment makes of it: there is nothing to do for an order without a product. */
    private function paid_status(): string
    {
        $products = array_filter($this->get_items(), static fn(WC_Order_Item_Product $item): bool => $item->get_product() instanceof WC_Product);

        return apply_filters('woocommerce_payment_complete_order_status', [] === $products ? 'completed' : 'processing', $this->id, $this);
    }

    public function update_status(string $new_status, string $note = '', bool $manual = false): bool
    {
        $this->set_status($new_status, $note, $manual);
        $this->save();

        return true;
    }

    public function save(): int
    {
        parent::save();
        $transition = $this->status_transition;
        $this->status_transition = null;
        if (null !== $transition) {
            do_action('woocommerce_order_status_' . $transition['to'], $this->id, $this, $transition);
            do_action("woocommerce_order_status_{$transition['from']}_to_{$transition['to']}", $this->id, $this);
            do_action('woocommerce_order_status_changed', $this->id, $transition['from'], $transition['to'], $this);
        }

        return $this->id;
    }

    public function payment_complete(string $transaction_id = ''): bool
    {
        do_action('woocommerce_pre_payment_complete', $this->id, $transaction_id);
        if (!in_array($this->get_status(), ['on-hold', 'pending', 'failed', 'cancelled'], true)) {
            do_action("woocommerce_payment_complete_order_status_{$this->get_status()}", $this->id, $transaction_id);

            return true;
        }
        $this->set_transaction_id($transaction_id);
        $this->changes['date_paid'] = $this->prop('date_paid', 'edit') ?? WC_DateTime::at(time());
        $this->set_status($this->paid_status());
        $this->save();
        do_action('woocommerce_payment_complete', $this->id, $transaction_id);

        return true;
    }

    /** @param array<string, string> $address */
    public function set_address(array $address, string $type = 'billing'): void
    {
        $this->changes[$type] = array_intersect_key($address, $this->data[$type]) + $this->prop($type, 'edit');
    }

    public function has_shipping_address(): bool
    {
        return '' !== $this->get_shipping_address_1() || '' !== $this->get_shipping_address_2();
    }

    public function get_checkout_order_received_url(): string
    {
        return add_query_arg(['order-received' => $this->id, 'key' => $this->get_order_key()], wc_get_checkout_url());
    }

    public function add_order_note(string $note, mixed $is_customer_note = 0, mixed $added_by_user = false, mixed $meta_data = []): int
    {
        return (int) wp_insert_comment([
            'comment_post_ID' => $this->id,
            'comment_content' => $note,
            'comment_type' => 'order_note',
            'comment_agent' => 'WooCommerce',
            'comment_approved' => 1,
        ]);
    }
}

class WC_Order_Refund extends WC_Abstract_Order
{
    public function get_type(): string
    {
        return 'shop_order_refund';
    }

    protected function announce(bool $new, string $was): void
    {
        // A refund is no order: WooCommerce fires none of an order's hooks for it.
    }
}
