<?php

/** An order's totals, under the one tax rate that the demo's shop has. */

declare(strict_types=1);

namespace WaybillStandIn;

trait Totals
{
    public function calculate_totals(bool $and_taxes = true): float
    {
        if ($and_taxes) {
            $this->calculate_taxes();
        }
        $lines = $this->get_items();
        $this->set_props([
            'shipping_total' => $this->sum('shipping', 'total'),
            'discount_total' => wc_format_decimal((float) $this->sum('line_item', 'subtotal') - (float) $this->sum('line_item', 'total')),
            'discount_tax' => wc_format_decimal(self::exact_tax($lines, 'subtotal') - self::exact_tax($lines, 'total'), wc_get_price_decimals()),
        ]);
        $total =
            (float) $this->sum(['line_item', 'fee', 'shipping'], 'total')
            + (float) $this->prop('cart_tax', 'edit')
            + (float) $this->prop('shipping_tax', 'edit');
        $this->set_total(wc_format_decimal($total, wc_get_price_decimals()));
        $this->save();

        return $total;
    }

    private function calculate_taxes(): void
    {
        $rate = tax_rate($this->prop('shipping', 'edit')['country'] ?: $this->prop('billing', 'edit')['country']);
        foreach ($this->get_items(['line_item', 'fee', 'shipping']) as $item) {
            $item->tax($rate);
        }
        $cart = $this->sum(['line_item', 'fee'], 'total_tax');
        $shipping = $this->sum('shipping', 'total_tax');
        if (null !== $rate) {
            $tax = array_values($this->get_items('tax'))[0] ?? $this->add_item(new \WC_Order_Item_Tax(0, 'CL-IVA-1'));
            $tax->set_props([
                'rate_id' => TAX_RATE_ID,
                'label' => 'IVA',
                'tax_total' => $cart,
                'shipping_tax_total' => $shipping,
                'rate_percent' => TAX_PERCENT,
            ]);
        }
        $this->set_props([
            'cart_tax' => $cart,
            'shipping_tax' => $shipping,
            'total_tax' => wc_format_decimal((float) $cart + (float) $shipping),
        ]);
        $this->save();
    }

    /** @param string|list<string> $types */
    private function sum(string|array $types, string $of): string
    {
        return wc_format_decimal(array_sum(array_map(static fn(\WC_Order_Item $item): float => (float) $item->{"get_$of"}(), $this->get_items($types))));
    }

    /** The lines' tax before it was rounded. @param array<\WC_Order_Item> $lines */
    private static function exact_tax(array $lines, string $of): float
    {
        return array_sum(array_map(static fn(\WC_Order_Item $item): float => array_sum($item->get_taxes()[$of] ?? []), $lines));
    }
}

const TAX_RATE_ID = 1;

const TAX_PERCENT = 19;

/** The share of a price that is added; null where nothing is. */
function tax_rate(string $country): ?float
{
    $country = $country ?: substr((string) get_option('woocommerce_default_country'), 0, 2);

    return 'yes' === get_option('woocommerce_calc_taxes') && 'CL' === $country ? TAX_PERCENT / 100 : null;
}
