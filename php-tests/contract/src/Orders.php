<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Orders of many kinds, each made by the same calls on both sides. */
final class Orders
{
    private const ADDRESS = [
        'first_name' => 'Ana',
        'last_name' => 'Rojas',
        'company' => 'Almacén Ñuñoa',
        'address_1' => 'Av. Siempre Viva 742',
        'address_2' => 'Depto. 5',
        'city' => 'Santiago',
        'state' => 'CL-RM',
        'postcode' => '8320000',
        'country' => 'CL',
        'phone' => '+56 2 2345 6789',
    ];
    private const EMAIL = ['email' => 'ana@example.com'];

    /** @return array<string, callable(): \WC_Order> By what is particular about them. */
    public static function kinds(): array
    {
        return [
            'empty' => wc_create_order(...),
            'plain' => self::plain(...),
            'of every property' => self::full(...),
            'fee and shipping' => self::feeAndShipping(...),
            'discounted' => static fn() => self::plain(static fn(\WC_Order $order) => $order->add_product(self::product(), 1, [
                'subtotal' => '19990',
                'total' => '9990',
            ])),
            'billed only' => self::billedOnly(...),
            'abroad' => self::abroad(...),
            'a line without a product' => self::lineWithoutProduct(...),
            'a line whose product is gone' => self::productGone(...),
            'half a thing' => static fn() => self::plain(static fn(\WC_Order $order) => $order->add_product(self::product(), 1.5)),
            'with metadata' => self::withMetadata(...),
            'on hold, then completed' => self::completed(...),
            'a draft of the checkout' => static fn() => wc_create_order(['status' => 'checkout-draft', 'created_via' => 'store-api']),
            'in the trash' => self::trashed(...),
        ];
    }

    /** An order of two mugs, processing. @param (callable(\WC_Order): mixed)|null $change Before its totals are calculated. */
    public static function plain(?callable $change = null): \WC_Order
    {
        $order = wc_create_order();
        $order->add_product(self::product(), 2);
        $order->set_address(self::ADDRESS + self::EMAIL, 'billing');
        $order->set_address(self::ADDRESS, 'shipping');
        if (null !== $change) {
            $change($order);
        }
        $order->calculate_totals();
        $order->set_status('processing');
        $order->save();

        return $order;
    }

    public static function product(string $sku = 'MUG-1'): \WC_Product
    {
        $product = wc_get_product(wc_get_product_id_by_sku($sku));
        return $product instanceof \WC_Product ? $product : throw new \RuntimeException("The shop has no $sku");
    }

    private static function full(): \WC_Order
    {
        return self::plain(static function (\WC_Order $order): void {
            $order->set_payment_method('cod');
            $order->set_payment_method_title('Cash on delivery');
            $order->set_transaction_id('T-1');
            $order->set_customer_id(1);
            $order->set_customer_ip_address('203.0.113.7');
            $order->set_customer_user_agent('A browser');
            $order->set_customer_note("Ring twice,\nplease 🐕");
            $order->set_created_via('import');
            $order->set_date_created(1_767_225_600);
        });
    }

    private static function feeAndShipping(): \WC_Order
    {
        return self::plain(static function (\WC_Order $order): void {
            $fee = new \WC_Order_Item_Fee();
            $fee->set_name('Courtesy');
            $fee->set_total('-1000');
            $order->add_item($fee);
            foreach (['Flat rate' => '3990', 'Express' => '5990'] as $title => $cost) {
                $shipping = new \WC_Order_Item_Shipping();
                $shipping->set_method_title($title);
                $shipping->set_method_id('flat_rate');
                $shipping->set_total($cost);
                $order->add_item($shipping);
            }
        });
    }

    private static function billedOnly(): \WC_Order
    {
        $order = new \WC_Order();
        $order->set_address(self::ADDRESS + self::EMAIL, 'billing');
        $order->add_product(self::product(), 1);
        $order->calculate_totals();

        return $order;
    }

    private static function abroad(): \WC_Order
    {
        $address = ['country' => 'DE', 'city' => 'Köln', 'postcode' => '50667', 'first_name' => 'Jürgen', 'address_1' => 'Am Hof 1'];

        return self::plain(static function (\WC_Order $order) use ($address): void {
            $order->set_address($address, 'billing');
            $order->set_address($address, 'shipping');
        });
    }

    private static function lineWithoutProduct(): \WC_Order
    {
        return self::plain(static function (\WC_Order $order): void {
            $item = new \WC_Order_Item_Product();
            $item->set_props(['name' => 'By hand', 'quantity' => 1, 'subtotal' => '500', 'total' => '500']);
            $order->add_item($item);
        });
    }

    private static function productGone(): \WC_Order
    {
        $product = new \WC_Product_Simple();
        $product->set_name('Gone');
        $product->set_sku('GONE-1');
        $product->set_regular_price('100');
        $product->save();
        $order = self::plain(static fn(\WC_Order $order) => $order->add_product($product, 1));
        $product->delete(true);

        return $order;
    }

    private static function withMetadata(): \WC_Order
    {
        $order = self::plain();
        $order->update_meta_data('_gift', 'yes');
        $order->update_meta_data('parts', ['a' => 1]);
        $order->save();

        return $order;
    }

    private static function completed(): \WC_Order
    {
        $order = wc_create_order(['status' => 'on-hold']);
        $order->update_status('completed');

        return $order;
    }

    private static function trashed(): \WC_Order
    {
        $order = self::plain();
        $id = $order->get_id();
        $order->delete(false);

        return wc_get_order($id);
    }
}
