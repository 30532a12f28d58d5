<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

use Automattic\WooCommerce\Utilities\NumberUtil;

/** Amounts as WooCommerce's setters leave them. The store's settings are asked once for a set of orders. */
final class Amounts
{
    /** What needs none of WooCommerce's cleaning, and is compared exactly as a number. */
    private const PLAIN = '/^-?\d{1,15}(?:\.\d{1,20})?$/D';

    /** @var array<string, int|float> Those of one set: most are the same few. */
    private array $quantities = [];

    private function __construct(
        private readonly int $decimals,
        private readonly int $precision,
        private readonly int $mode,
        private readonly bool $roundsSums,
    ) {}

    public static function ofStore(): self
    {
        return new self(
            wc_get_price_decimals(),
            wc_get_rounding_precision(),
            wc_get_tax_rounding_mode(),
            'yes' === get_option('woocommerce_tax_round_at_subtotal'),
        );
    }

    /**
     * As stored, in WooCommerce's plain form.
     *
     * @throws Unsure
     */
    public function plain(string $amount): string
    {
        return match (true) {
            '' === $amount, 1 === preg_match(self::PLAIN, $amount) => $amount,
            is_serialized($amount) => throw new Unsure(),
            default => wc_format_decimal($amount),
        };
    }

    /** Without zeros at the end; null, which was never set, is 0. */
    public function trimmed(?string $amount): string
    {
        $amount = $this->plain($amount ?? '0');

        return str_contains($amount, '.') ? rtrim(rtrim($amount, '0'), '.') : $amount;
    }

    /**
     * How many of a product: whole numbers, or whatever a plugin has the store sell.
     *
     * @throws Unsure
     */
    public function quantity(string $quantity): int|float
    {
        return $this->quantities[$quantity] ??= is_serialized($quantity) ? throw new Unsure() : wc_stock_amount($quantity);
    }

    /** With the store's decimals; null, which was never set, is 0. */
    public function total(?string $amount): string
    {
        return match (true) {
            null === $amount => '0',
            1 === preg_match(self::PLAIN, $amount) => number_format(floatval($amount), $this->decimals, '.', ''),
            default => wc_format_decimal('' === $amount ? 0.0 : $amount, $this->decimals),
        };
    }

    /** The tax of an order: that of its items and that of its shipping. */
    public function totalTax(?string $cart, ?string $shipping): string
    {
        return $this->ofFloat(NumberUtil::round(floatval($this->trimmed($cart)) + floatval($this->trimmed($shipping)), $this->decimals));
    }

    /** A line's amount, which is a number always. */
    public function ofLine(string $amount): string
    {
        $plain = $this->plain($amount);

        return is_numeric($plain) ? $plain : '0';
    }

    /**
     * The sum of an item's taxes.
     *
     * @param array<array-key, mixed> $taxes By tax rate.
     * @throws Unsure
     */
    public function sumOfTaxes(array $taxes): string
    {
        $sum = 0.0;
        foreach ($taxes as $tax) {
            $amount = match (true) {
                is_string($tax) => $this->plain($tax),
                is_int($tax) => (string) $tax,
                is_float($tax) => $this->ofFloat($tax),
                default => throw new Unsure(),
            };
            $sum += $this->roundsSums ? floatval($amount) : NumberUtil::round($amount, $this->decimals, $this->mode);
        }

        return [] === $taxes ? '0' : $this->ofFloat($sum);
    }

    private function ofFloat(float $amount): string
    {
        $text = sprintf("%.{$this->precision}F", $amount);

        return str_contains($text, '.') ? rtrim(rtrim($text, '0'), '.') : $text;
    }
}
