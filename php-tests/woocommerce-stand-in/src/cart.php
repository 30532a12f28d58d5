<?php

/** A cart, and the two ways from it to an order: the classic checkout and the blocks' (Store API), with WooCommerce's hooks in its order. */

declare(strict_types=1);

namespace WaybillStandIn;

const CART_COOKIE = 'waybill_stand_in_cart';

const FLAT_RATE = '3990';

final class Cart
{
    /** @param array<int, int> $items Product ids to quantities. */
    public function __construct(
        public readonly string $token,
        public array $items,
    ) {}

    /** The cart of this token; a new one where there is none. */
    public static function of(string $token): self
    {
        $items = '' === $token ? false : get_transient("waybill_stand_in_cart_$token");
        if (is_array($items)) {
            return new self($token, $items);
        }
        $new = new self(bin2hex(random_bytes(16)), []);
        $new->keep();

        return $new;
    }

    /** The browser's; a page view alone makes none. */
    public static function current(): self
    {
        $token = sanitize_key($_COOKIE[CART_COOKIE] ?? '');

        return '' === $token ? new self(bin2hex(random_bytes(16)), []) : self::of($token);
    }

    public function add(int $product, int $quantity): void
    {
        $this->items[$product] = ($this->items[$product] ?? 0) + $quantity;
        $this->keep();
    }

    public function empty(): void
    {
        $this->items = [];
        $this->keep();
    }

    private function keep(): void
    {
        set_transient("waybill_stand_in_cart_{$this->token}", $this->items, DAY_IN_SECONDS);
    }

    /** Puts the cart's products and the flat rate into an order. */
    public function fill(\WC_Order $order): void
    {
        foreach ($this->items as $product => $quantity) {
            $order->add_product(wc_get_product($product), $quantity);
        }
        $shipping = new \WC_Order_Item_Shipping();
        $shipping->set_props(['method_title' => 'Flat rate', 'method_id' => 'flat_rate', 'total' => FLAT_RATE]);
        $order->add_item($shipping);
    }
}

/** What a payment method makes of an order. */
function pay(\WC_Order $order): void
{
    $order->update_status('bacs' === $order->get_payment_method() ? 'on-hold' : 'processing');
}

/** The shortcode's checkout. @param array<string, string> $address */
function classic_checkout(Cart $cart, array $address, string $method): \WC_Order
{
    $order = new \WC_Order();
    $order->set_created_via('checkout');
    $order->set_address($address, 'billing');
    $order->set_address($address, 'shipping');
    $order->set_payment_method($method);
    $cart->fill($order);
    do_action('woocommerce_checkout_create_order', $order, $address);
    $order->calculate_totals();
    do_action('woocommerce_checkout_update_order_meta', $order->get_id(), $address);
    do_action('woocommerce_checkout_order_created', $order);
    do_action('woocommerce_checkout_order_processed', $order->get_id(), $address, $order);
    pay($order);
    $cart->empty();

    return $order;
}

/** The blocks' checkout: a draft first. @param array<string, string> $billing @param array<string, string> $shipping */
function block_checkout(Cart $cart, array $billing, array $shipping, string $method): \WC_Order
{
    $order = new \WC_Order();
    // From the first a draft: it does not become one.
    $draft = static fn(): string => 'checkout-draft';
    add_filter('woocommerce_default_order_status', $draft);
    $order->set_status('checkout-draft');
    remove_filter('woocommerce_default_order_status', $draft);
    $order->set_created_via('store-api');
    $order->set_address($billing, 'billing');
    $order->set_address($shipping, 'shipping');
    $cart->fill($order);
    $order->calculate_totals();
    $order->set_payment_method($method);
    do_action('woocommerce_store_api_checkout_update_order_meta', $order);
    $order->update_status('pending');
    do_action('woocommerce_store_api_checkout_order_processed', $order);
    pay($order);
    $cart->empty();

    return $order;
}

add_action('rest_api_init', static function (): void {
    $cart = static fn(\WP_REST_Request $request): Cart => Cart::of(
        sanitize_key((string) $request->get_header('Cart-Token')) ?: sanitize_key($_COOKIE[CART_COOKIE] ?? ''),
    );
    $answer = static function (Cart $cart, array $data, int $status = 200): \WP_REST_Response {
        return new \WP_REST_Response($data, $status, ['Nonce' => wp_create_nonce('wc_store_api'), 'Cart-Token' => $cart->token]);
    };
    // Writing takes the nonce, or a cart token in its place.
    $may = static fn(\WP_REST_Request $request): bool|\WP_Error => (
        '' !== (string) $request->get_header('Cart-Token') || wp_verify_nonce((string) $request->get_header('Nonce'), 'wc_store_api') ?: new \WP_Error(
            'woocommerce_rest_missing_nonce',
            'Missing the Nonce header. This endpoint requires a valid nonce.',
            ['status' => 401],
        )
    );
    $show = static fn(Cart $cart): array => [
        'items' => array_map(static fn(int $id, int $quantity): array => ['id' => $id, 'quantity' => $quantity], array_keys($cart->items), $cart->items),
        'items_count' => array_sum($cart->items),
    ];
    register_rest_route('wc/store/v1', '/cart', [
        'methods' => 'GET',
        'permission_callback' => '__return_true',
        'callback' => static function (\WP_REST_Request $request) use ($cart, $answer, $show): \WP_REST_Response {
            $own = $cart($request);

            return $answer($own, $show($own));
        },
    ]);
    register_rest_route('wc/store/v1', '/cart/add-item', [
        'methods' => 'POST',
        'permission_callback' => $may,
        'callback' => static function (\WP_REST_Request $request) use ($cart, $answer, $show): \WP_REST_Response {
            $own = $cart($request);
            $own->add((int) $request['id'], max(1, (int) $request['quantity']));

            return $answer($own, $show($own), 201);
        },
    ]);
    register_rest_route('wc/store/v1', '/checkout', [
        'methods' => 'POST',
        'permission_callback' => $may,
        'callback' => static function (\WP_REST_Request $request) use ($cart, $answer): \WP_REST_Response|\WP_Error {
            $own = $cart($request);
            if ([] === $own->items) {
                return new \WP_Error('woocommerce_rest_cart_empty', 'Cannot create order from empty cart.', ['status' => 400]);
            }
            $billing = array_map(strval(...), (array) $request['billing_address']);
            $shipping = array_map(strval(...), (array) ($request['shipping_address'] ?: $billing));
            $order = block_checkout($own, $billing, $shipping, (string) $request['payment_method']);

            return $answer($own, [
                'order_id' => $order->get_id(),
                'status' => $order->get_status(),
                'order_key' => $order->get_order_key(),
                'payment_result' => ['payment_status' => 'success', 'redirect_url' => $order->get_checkout_order_received_url()],
            ]);
        },
    ]);
});
