<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

use Waybill\Order\OrderReader;

/** Both checkouts, as a shopper goes through them: the hooks that fire in the request that places the order, and the order that comes of it. */
final class Shop
{
    private const METHODS = ['cod', 'bacs'];

    /** Where a request leaves what it heard. */
    public static function heardFile(): string
    {
        return WP_CONTENT_DIR . '/waybill-contract-heard.json';
    }

    /** @return array{hooks: array<string, list<string>>, reader: array<string, mixed>} */
    public static function observe(): array
    {
        $hooks = [];
        $read = [];
        foreach (self::METHODS as $method) {
            foreach (['the blocks\' checkout' => self::blocks(...), 'the classic checkout' => self::classic(...)] as $name => $checkOut) {
                $id = $checkOut($method);
                $hooks += Recorder::points("$name, $method", json_decode((string) file_get_contents(self::heardFile()), true, 512, JSON_THROW_ON_ERROR));
                wp_cache_flush();
                $read += Behaviour::reading("$name, $method", new OrderReader(), $id);
            }
        }

        return ['hooks' => $hooks, 'reader' => $read];
    }

    /** @return array{billing_address: array<string, string>, shipping_address: array<string, string>} */
    private static function form(): array
    {
        return json_decode((string) file_get_contents(dirname(__DIR__, 3) . '/dev/demo-checkout.json'), true, 512, JSON_THROW_ON_ERROR);
    }

    private static function blocks(string $method): int
    {
        $web = new Web();
        $headers = $web->ask('GET', '/wp-json/wc/store/v1/cart')['headers'];
        $headers = ['Nonce' => $headers['nonce'], 'Cart-Token' => $headers['cart-token'], 'Content-Type' => 'application/json'];
        $web->ask('POST', '/wp-json/wc/store/v1/cart/add-item', $headers, (string) wp_json_encode(['id' => Orders::product()->get_id(), 'quantity' => 2]));
        $placed = $web->ask('POST', '/wp-json/wc/store/v1/checkout', $headers, (string) wp_json_encode(['payment_method' => $method] + self::form()));
        $answer = json_decode($placed['body'], true);

        return (int) ($answer['order_id'] ?? throw new \RuntimeException("The blocks' checkout took no order: {$placed['body']}"));
    }

    private static function classic(string $method): int
    {
        $web = new Web();
        $web->ask('GET', '/?add-to-cart=' . Orders::product()->get_id());
        $page = $web->ask('GET', '/classic-checkout/')['body'];
        preg_match('/name="woocommerce-process-checkout-nonce" value="(\w+)"/', $page, $nonce);
        $fields = ['payment_method' => $method, 'woocommerce-process-checkout-nonce' => $nonce[1] ?? '', 'woocommerce_checkout_place_order' => '1'];
        foreach (self::form()['billing_address'] as $field => $value) {
            $fields["billing_$field"] = $value;
        }
        $placed = $web->ask('POST', '/classic-checkout/', [], $fields);
        preg_match('#order-received[=/](\d+)#', $placed['headers']['location'] ?? '', $id);

        return (int) ($id[1] ?? throw new \RuntimeException("The classic checkout took no order: {$placed['status']} {$placed['body']}"));
    }
}
