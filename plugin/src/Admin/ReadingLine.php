<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Order\BackfillReader;

/** How the existing orders are read, in a merchant's words: why it is fast, or why it is not. */
final class ReadingLine
{
    public function __construct(
        private readonly BackfillReader $reader,
    ) {}

    public function html(): string
    {
        ['why' => $why, 'what' => $what] = $this->reader->way();
        $sentence = match ($why) {
            null => __('Reads many orders at a time.', 'waybill'),
            // translators: %s: the name of a filter, such as woocommerce_order_get_total.
            'filter' => __('Reads each order by itself, because a plugin changes what WooCommerce says of orders (filter %s). That takes longer.', 'waybill'),
            // translators: %s: the name of a class.
            'class' => __('Reads each order by itself, because a plugin keeps orders in a way of its own (%s). That takes longer.', 'waybill'),
            // translators: %s: the name of a setting.
            'setting' => __('Reads each order by itself, because of a setting of WooCommerce (%s). That takes longer.', 'waybill'),
            'difference' => __(
                // translators: %s: an order's number and names of fields, such as "1234: total".
                'Reads each order by itself, because one that was read with many others differed from what WooCommerce says of it (order %s). That takes longer.',
                'waybill',
            ),
        };

        return '<p class="description">' . esc_html(sprintf($sentence, $what)) . '</p>';
    }
}
