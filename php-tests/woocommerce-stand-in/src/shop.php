<?php

/** The shop's pages: products, the cart, the classic checkout. */

declare(strict_types=1);

namespace WaybillStandIn;

const FIELDS = [
    'first_name' => 'First name',
    'last_name' => 'Last name',
    'address_1' => 'Street address',
    'city' => 'Town / City',
    'state' => 'Region',
    'postcode' => 'Postcode',
    'country' => 'Country',
    'phone' => 'Phone',
    'email' => 'Email address',
];

add_shortcode('waybill_stand_in_shop', static function (): string {
    $html = '<ul class="products">';
    foreach (get_posts(['post_type' => 'product', 'numberposts' => -1, 'orderby' => 'ID', 'order' => 'ASC']) as $post) {
        $product = wc_get_product($post->ID);
        $html .= sprintf(
            '<li class="product"><h2>%s</h2> %s <a class="add_to_cart_button" href="%s">Add to cart</a></li>',
            esc_html($product->get_name()),
            wc_price($product->get_price()),
            esc_url(add_query_arg('add-to-cart', $post->ID)),
        );
    }

    return $html . '</ul>';
});

add_shortcode('waybill_stand_in_cart', static function (): string {
    $lines = array_map(
        static fn(int $id, int $quantity): string => '<li>' . esc_html($quantity . ' × ' . wc_get_product($id)->get_name()) . '</li>',
        array_keys(Cart::current()->items),
        Cart::current()->items,
    );

    return '<ul>' . implode('', $lines) . '</ul><p><a class="checkout-button" href="' . esc_url(wc_get_checkout_url()) . '">Proceed to checkout</a></p>';
});

add_shortcode('woocommerce_checkout', static function (): string {
    if (isset($_GET['order-received'])) {
        return (
            '<div class="woocommerce-order"><p class="woocommerce-thankyou-order-received">Thank you. Your order has been received.</p><p>Order number: <strong>'
            . absint($_GET['order-received'])
            . '</strong></p></div>'
        );
    }
    if ([] === Cart::current()->items) {
        return '<p class="cart-empty">Your cart is currently empty.</p>';
    }
    $html =
        '<form name="checkout" method="post" class="checkout woocommerce-checkout">'
        . wp_nonce_field('woocommerce-process_checkout', 'woocommerce-process-checkout-nonce', true, false);
    foreach (FIELDS as $name => $label) {
        $html .= sprintf(
            '<p class="form-row"><label for="billing_%1$s">%2$s</label><input type="text" id="billing_%1$s" name="billing_%1$s" value="%3$s"></p>',
            $name,
            esc_html($label),
            'country' === $name ? 'CL' : '',
        );
    }
    foreach (['cod' => 'Cash on delivery', 'bacs' => 'Bank transfer'] as $method => $label) {
        $html .= sprintf(
            '<p><input type="radio" id="payment_method_%1$s" name="payment_method" value="%1$s"%3$s> <label for="payment_method_%1$s">%2$s</label></p>',
            $method,
            esc_html($label),
            checked('cod', $method, false),
        );
    }

    return $html . '<button type="submit" id="place_order" name="woocommerce_checkout_place_order" value="1">Place order</button></form>';
});

add_action('template_redirect', static function (): void {
    $cart = Cart::current();
    if (isset($_GET['add-to-cart']) && wc_get_product(absint($_GET['add-to-cart']))) {
        $cart->add(absint($_GET['add-to-cart']), 1);
        setcookie(CART_COOKIE, $cart->token, ['path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
        wp_safe_redirect(remove_query_arg('add-to-cart'));
        exit();
    }
    if (
        isset($_POST['woocommerce_checkout_place_order'])
        && wp_verify_nonce(sanitize_key($_POST['woocommerce-process-checkout-nonce'] ?? ''), 'woocommerce-process_checkout')
        && [] !== $cart->items
    ) {
        $address = [];
        foreach (array_keys(FIELDS) as $name) {
            $address[$name] = sanitize_text_field(wp_unslash((string) ($_POST["billing_$name"] ?? '')));
        }
        $order = classic_checkout($cart, $address, sanitize_key($_POST['payment_method'] ?? 'cod'));
        wp_safe_redirect($order->get_checkout_order_received_url());
        exit();
    }
});
