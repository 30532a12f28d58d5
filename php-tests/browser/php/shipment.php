<?php

/**
 * Lets an hour pass for an order, so that its shipment is due to be asked about, has Waybill ask, and prints what became of it: `shipment ORDER`. With a third word, gives the
 * order to the customer of that name first, who may log in with it.
 */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

[, $id, $customer] = $argv + [2 => ''];
$order = wc_get_order((int) $id);
$order->set_date_created(time() - HOUR_IN_SECONDS);
if ('' !== $customer) {
    $user = get_user_by('login', $customer);
    $order->set_customer_id(
        $user
            ? $user->ID
            : wp_insert_user(['user_login' => $customer, 'user_pass' => $customer, 'user_email' => "$customer@example.com", 'role' => 'customer']),
    );
}
$order->save();
$wpdb->query("UPDATE {$wpdb->prefix}waybill_deliveries SET check_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE check_at IS NOT NULL");
do_action('waybill_shipments');

wp_cache_flush();
$order = wc_get_order((int) $id);
$standIn = defined('WAYBILL_WOOCOMMERCE_STAND_IN');
if (!$standIn) {
    $email = WC()->mailer()->get_emails()['WC_Email_Customer_Completed_Order'];
    $email->object = $order;
    $email->email_type = 'html';
}
// WooCommerce hides its notes from get_comments().
$notes = $wpdb->get_col($wpdb->prepare("SELECT comment_content FROM {$wpdb->comments} WHERE comment_post_ID = %d ORDER BY comment_ID", $order->get_id()));

// @mago-expect lint:no-unescaped-output Text for a test, not for a page.
echo
    json_encode([
        'status' => $order->get_status(),
        'notes' => $notes,
        'editUrl' => $order->get_edit_order_url(),
        'accountUrl' => $standIn ? '' : $order->get_view_order_url(),
        'email' => $standIn ? '' : $email->style_inline($email->get_content()),
    ], JSON_THROW_ON_ERROR)
;
