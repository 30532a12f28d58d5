<?php

declare(strict_types=1);

namespace Waybill\Bench;

/**
 * Orders made through WooCommerce's own classes, as its checkout makes them, of which the dataset is multiplied. In the place of what differs from shopper to shopper they hold
 * words that SQL replaces.
 */
final class Templates
{
    public const FIRST_NAME = 'Xfirstx';
    public const LAST_NAME = 'Xlastx';
    public const STREET = 'Xstreetx';
    public const EMAIL = 'xmailx@example.com';
    public const PHONE = '+56900000000';
    public const KEY = 'wc_order_xorderkeyx00';

    /** When each was made. */
    public const CREATED = '2026-11-01T12:00:00Z';

    private const CITIES = ['Santiago', 'Valparaíso', 'Concepción', 'Ñuñoa', 'Temuco', 'La Serena', 'Antofagasta'];

    /** @param list<\WC_Product> $products */
    public function __construct(
        private readonly array $products,
    ) {}

    /**
     * Makes orders of three line items, a fee and a shipping line.
     *
     * @return list<int> Their ids.
     */
    public function make(int $count): array
    {
        return array_map(fn(int $n): int => $this->order($n)->get_id(), range(0, $count - 1));
    }

    private function order(int $n): \WC_Order
    {
        $order = new \WC_Order();
        $order->set_created_via('checkout');
        $order->set_customer_id(0);
        $order->set_currency(get_woocommerce_currency());
        $order->set_prices_include_tax(false);
        $order->set_customer_ip_address('198.51.100.7');
        $order->set_customer_user_agent('Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0');
        $order->set_cart_hash(md5("$n"));
        $order->set_order_key(self::KEY);
        $order->set_payment_method('bacs');
        $order->set_payment_method_title('Bank transfer');
        $order->set_date_created(self::CREATED);
        $order->set_address($this->address($n) + ['email' => self::EMAIL], 'billing');
        $order->set_address($this->address($n), 'shipping');
        for ($line = 0; $line < 3; ++$line) {
            $order->add_product($this->products[((7 * $n) + (31 * $line)) % count($this->products)], 1 + (($n + $line) % 3));
        }
        $order->add_item($this->fee());
        $order->add_item($this->shipping());
        foreach ($this->attribution() as $name => $value) {
            $order->update_meta_data("_wc_order_attribution_$name", $value);
        }
        $order->calculate_totals();
        $order->set_status('pending');
        $order->save();
        $order->payment_complete();
        // Most of a store's orders are done with.
        if (0 !== ($n % 5)) {
            $order->update_status('completed');
        }
        foreach (['date_paid', 'date_completed'] as $date) {
            if (null !== $order->{"get_$date"}()) {
                $order->{"set_$date"}(self::CREATED);
            }
        }
        $order->save();

        return $order;
    }

    /** @return array<string, string> */
    private function address(int $n): array
    {
        return [
            'first_name' => self::FIRST_NAME,
            'last_name' => self::LAST_NAME,
            'company' => 0 === ($n % 4) ? 'Comercial Andes SpA' : '',
            'address_1' => self::STREET . ' ' . (100 + $n),
            'address_2' => 0 === ($n % 3) ? 'Depto. ' . (10 + $n) : '',
            'city' => self::CITIES[$n % count(self::CITIES)],
            'state' => 'CL-RM',
            'postcode' => (string) (8_320_000 + $n),
            'country' => 'CL',
            'phone' => self::PHONE,
        ];
    }

    private function fee(): \WC_Order_Item_Fee
    {
        $fee = new \WC_Order_Item_Fee();
        $fee->set_name('Gift wrapping');
        $fee->set_amount('990');
        $fee->set_total('990');

        return $fee;
    }

    private function shipping(): \WC_Order_Item_Shipping
    {
        $shipping = new \WC_Order_Item_Shipping();
        $shipping->set_method_title('Flat rate');
        $shipping->set_method_id('flat_rate');
        $shipping->set_instance_id('1');
        $shipping->set_total('3990');
        // As the checkout notes it.
        $shipping->add_meta_data('Items', 'Taza &times; 1, Té &times; 2, Tetera &times; 1');

        return $shipping;
    }

    /** @return array<string, string> What WooCommerce's script notes of where a shopper came from. */
    private function attribution(): array
    {
        return [
            'source_type' => 'typein',
            'utm_source' => '(direct)',
            'session_entry' => 'https://shop.example/shop/',
            'session_start_time' => '2026-11-01 11:52:00',
            'session_pages' => '6',
            'session_count' => '1',
            'user_agent' => 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
            'device_type' => 'Desktop',
        ];
    }
}
