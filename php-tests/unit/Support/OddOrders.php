<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use Random\Engine\Mt19937;
use Random\Randomizer;

/** Orders of all kinds, made by chance through WooCommerce's own classes; the same ones again from the same seed. */
final class OddOrders
{
    private const TEXTS = [
        'Ana',
        'José Ñandú',
        'O\'Higgins "Pepe"',
        'Grüße 😀 ✨',
        '<b>Bold</b> & <script>alert(1)</script>',
        "two\nlines\tand  spaces ",
        'back\\slash % 50%20off',
        '山田 太郎',
        '0',
        'مرحبا',
        "zero\u{200B}width",
        '&amp; &lt;entities&gt;',
    ];

    private const EMAILS = ['ana@example.com', 'Ana.Rojas+shop@Sub.Example.co.uk', "o'brien@example.com", 'a_b-c@ex-ample.org', ''];

    private const AMOUNTS = ['0', '1', '19990', '3.5', '0.01', '12.345678', '1234567.89', '0.005', '99999999', '7.10'];

    private const CURRENCIES = ['CLP', 'USD', 'EUR', 'KWD'];

    private const STATUSES = ['processing', 'completed', 'on-hold', 'pending', 'cancelled', 'refunded', 'failed', 'checkout-draft'];

    private readonly Randomizer $random;

    /** @var list<array{int, int}> Product and variation, which an order's line may name. */
    private array $products = [];

    /** @var list<int> Those that are gone when the orders are read. */
    private array $gone = [];

    public function __construct(int $seed)
    {
        $this->random = new Randomizer(new Mt19937($seed));
    }

    public function pick(array $of): mixed
    {
        return $of[$this->random->getInt(0, count($of) - 1)];
    }

    public function upTo(int $max): int
    {
        return $this->random->getInt(0, $max);
    }

    /** Whether it is this one of so many. */
    public function isOneIn(int $many): bool
    {
        return 0 === $this->upTo($many - 1);
    }

    /** @param int $coupons How many it was bought with. */
    public function order(int $coupons = 0): \WC_Order
    {
        $order = wc_create_order(['customer_id' => $this->isOneIn(3) ? Store::administrator() : 0]);
        $order->set_currency($this->pick(self::CURRENCIES));
        foreach (['billing', 'shipping'] as $type) {
            if (!$this->isOneIn(4)) {
                $order->set_address($this->address($type), $type);
            }
        }
        for ($line = $this->upTo(4); $line > 0; --$line) {
            $order->add_item($this->line());
        }
        for ($fee = $this->upTo(5) - 3; $fee > 0; --$fee) {
            $order->add_item($this->fee());
        }
        for ($shipping = $this->upTo(3) - 1; $shipping > 0; --$shipping) {
            $order->add_item($this->shipping());
        }
        for ($tax = $this->upTo(4) - 1; $tax > 0; --$tax) {
            $order->add_item($this->tax());
        }
        for (; $coupons > 0; --$coupons) {
            $order->add_item($this->coupon("OFF$coupons"));
        }
        $this->totals($order);
        $order->set_status($this->pick(self::STATUSES));
        $order->save();

        return $order;
    }

    /**
     * Refunds a part of each of its items, with the taxes of it, and then the rest, or another part. One that was made as refunded has been already.
     *
     * @return non-empty-list<int> Its refunds.
     */
    public function refund(\WC_Order $order): array
    {
        if ([] === $order->get_refunds()) {
            $order->set_total('100000');
            $order->save();
            $parts = [];
            foreach ($order->get_items(['line_item', 'fee', 'shipping']) as $id => $item) {
                $parts[$id] = ['qty' => 1, 'refund_total' => $this->amount(), 'refund_tax' => $this->taxes()];
            }
            $one = wc_create_refund(['order_id' => $order->get_id(), 'amount' => '2', 'line_items' => $parts]);
            $other = wc_create_refund(['order_id' => $order->get_id(), 'amount' => $this->pick(['3', '99998']), 'reason' => $this->text()]);
            foreach ([$one, $other] as $refund) {
                $refund instanceof \WC_Order_Refund ?: throw new \RuntimeException($refund->get_error_message());
            }
        }

        return array_map(static fn(\WC_Order_Refund $refund): int => $refund->get_id(), wc_get_order($order->get_id())->get_refunds());
    }

    /** One with an item of each kind, taxed twice, and no chance in it. */
    public function ofAllKinds(): \WC_Order
    {
        $order = Store::order();
        $taxes = ['total' => [1 => '0.125', 2 => '1.005'], 'subtotal' => [1 => '0.125', 2 => '1.005']];
        $line = new \WC_Order_Item_Product();
        [$product, $variation] = $this->variation('', '');
        $line->set_props(['name' => 'Shirt', 'product_id' => $product, 'variation_id' => $variation, 'subtotal' => '12.50', 'total' => '9.99']);
        $fee = new \WC_Order_Item_Fee();
        $fee->set_props(['name' => 'Handling', 'total' => '-2.50']);
        $shipping = new \WC_Order_Item_Shipping();
        $shipping->set_props(['method_title' => 'Flat rate', 'method_id' => 'flat_rate', 'instance_id' => '4', 'total' => '3.5']);
        foreach ([$line, $fee, $shipping] as $item) {
            $item->set_taxes($taxes);
            $order->add_item($item);
        }
        $tax = new \WC_Order_Item_Tax();
        $tax->set_props(['rate_code' => 'CL-IVA-1', 'label' => 'IVA', 'tax_total' => '7.125', 'shipping_tax_total' => '1.10']);
        $order->add_item($tax);
        $order->set_discount_total('2.51');
        $order->set_shipping_total('3.50');
        $order->set_cart_tax('7.125');
        $order->set_shipping_tax('1.105');
        $order->set_date_paid(1_700_000_000);
        $order->save();

        return $order;
    }

    /** Products of each kind. */
    public function makeProducts(): void
    {
        foreach ([Store::product(), Store::product('CABLE', '1000', '0'), Store::product('PLAIN', '5', '')] as $product) {
            $this->products[] = [$product->get_id(), 0];
        }
        $this->products[] = [0, 0];
        foreach ([['', ''], ['OWN' . $this->upTo(9999), '2.25'], ['', '0'], ['', '1.5']] as [$sku, $weight]) {
            $this->products[] = $this->variation($sku, $weight);
        }
        // A product, a variation, and the product of a variation.
        [$simple, $lost, $orphan] = [[Store::product('GONE')->get_id(), 0], $this->variation('LOST' . $this->upTo(9999), '3'), $this->variation('', '')];
        $this->gone = [$simple[0], $lost[1], $orphan[0]];
        $this->products = [...$this->products, $simple, $lost, $orphan];
    }

    /** Some are deleted, one is in the trash, one has SKU and weight by hand, one is of another plugin's type. */
    public function spoilProducts(): void
    {
        wp_trash_post($this->products[1][0]);
        update_post_meta($this->products[0][0], '_sku', ' <i>MUG</i> ');
        update_post_meta($this->products[2][0], '_weight', '1,5 kg');
        wp_set_object_terms($this->products[2][0], 'waybill-bundle', 'product_type');
        foreach ($this->gone as $id) {
            // Past WooCommerce, which would delete the variations with their product.
            $GLOBALS['wpdb']->delete($GLOBALS['wpdb']->posts, ['ID' => $id]);
        }
    }

    /** @return array{int, int} */
    private function variation(string $sku, string $weight): array
    {
        $parent = new \WC_Product_Variable();
        $parent->set_props(['name' => 'Shirt', 'sku' => 'SHIRT' . $this->random->getInt(1, PHP_INT_MAX), 'weight' => '0.400']);
        $parent->save();
        $variation = new \WC_Product_Variation();
        $variation->set_props(['parent_id' => $parent->get_id(), 'sku' => $sku, 'weight' => $weight]);
        $variation->save();

        return [$parent->get_id(), $variation->get_id()];
    }

    /** @return array<string, string> */
    private function address(string $type): array
    {
        $address = [];
        foreach (['first_name', 'last_name', 'company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country', 'phone'] as $field) {
            $address[$field] = $this->isOneIn(4) ? '' : $this->text();
        }

        return $address + ('billing' === $type ? ['email' => $this->pick(self::EMAILS)] : []);
    }

    private function line(): \WC_Order_Item_Product
    {
        $item = new \WC_Order_Item_Product();
        [$product, $variation] = $this->pick($this->products);
        $item->set_props([
            'name' => $this->text(),
            'product_id' => $product,
            'variation_id' => $variation,
            'quantity' => $this->pick([1, 2, 0, '2.5', 999_999_999, '0.125']),
            'subtotal' => $this->amount(),
            'total' => $this->amount(),
        ]);
        $item->set_taxes(['total' => $this->taxes(), 'subtotal' => $this->taxes()]);

        return $item;
    }

    private function fee(): \WC_Order_Item_Fee
    {
        $item = new \WC_Order_Item_Fee();
        $item->set_props(['name' => $this->isOneIn(4) ? '' : $this->text(), 'total' => $this->pick(['', '-']) . $this->amount()]);
        $item->set_taxes(['total' => $this->taxes()]);

        return $item;
    }

    private function shipping(): \WC_Order_Item_Shipping
    {
        $item = new \WC_Order_Item_Shipping();
        $item->set_props([
            'method_title' => $this->isOneIn(4) ? '' : $this->text(),
            'method_id' => $this->pick(['flat_rate', 'free_shipping', 'table_rate:7', '']),
            'instance_id' => $this->pick(['', '3', '0']),
            'total' => $this->amount(),
        ]);
        $item->set_taxes(['total' => $this->taxes()]);

        return $item;
    }

    private function coupon(string $code): \WC_Order_Item_Coupon
    {
        $item = new \WC_Order_Item_Coupon();
        $item->set_props(['code' => $code, 'discount' => $this->amount(), 'discount_tax' => $this->amount()]);

        return $item;
    }

    private function tax(): \WC_Order_Item_Tax
    {
        $item = new \WC_Order_Item_Tax();
        $item->set_props([
            'rate_code' => $this->text(),
            'rate_id' => $this->upTo(3),
            'label' => $this->isOneIn(4) ? '' : $this->text(),
            'compound' => $this->isOneIn(2),
            'tax_total' => $this->amount(),
            'shipping_tax_total' => $this->pick(['', '0', '0.00', '5.5']),
        ]);

        return $item;
    }

    /** @return array<int, string|float> By tax rate. */
    private function taxes(): array
    {
        $taxes = [];
        for ($rate = $this->upTo(3); $rate > 0; --$rate) {
            $taxes[$rate] = $this->isOneIn(3) ? (float) $this->amount() : $this->amount();
        }

        return $taxes;
    }

    private function totals(\WC_Order $order): void
    {
        foreach (['discount_total', 'shipping_total', 'shipping_tax', 'cart_tax', 'total'] as $amount) {
            $order->{"set_$amount"}($this->amount());
        }
        if ($this->isOneIn(3)) {
            $order->set_props(['date_paid' => $this->random->getInt(1, 2_000_000_000)]);
        }
        $order->set_date_created($this->random->getInt(1, 2_000_000_000));
    }

    private function text(): string
    {
        return $this->pick(self::TEXTS);
    }

    private function amount(): string
    {
        return $this->pick(self::AMOUNTS);
    }
}
