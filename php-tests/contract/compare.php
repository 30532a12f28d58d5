<?php

/**
 * Compares what the probe found of the stand-in with what it found of WooCommerce, point by point: compare.php FOLDER, which holds stand-in/NAME.json and real/NAME.json.
 * Its last line says how many points agree and how many do not. Deliberate differences count as neither; one that is no difference any more has failed.
 */

declare(strict_types=1);

use Waybill\Tests\Contract\Comparison;

require __DIR__ . '/autoload.php';

const ONLY_REAL = 'dev/php/shop.php uses it where WooCommerce is the real one, to give it what the stand-in has from the start';

const NOTES = 'what WooCommerce notes of coupons, downloads, mails, stock and reports once an order is paid: Waybill reads none of it, and the stand-in has none of them';

const SAVINGS = 'WooCommerce saves an order more often on this way; Waybill does not listen to that, and the hooks that it does listen to are compared without it';

const COMMENTS = 'the notes that WooCommerce adds to an order, which Waybill does not read';

const SCREENS = 'WooCommerce\'s screens, lists, mails and My account, of which the stand-in has none: the tests that need them are skipped there';

const FULFILMENTS = 'WooCommerce\'s own fulfilments, of which the stand-in has none: the tests that need them are skipped there';

const ODD = 'what the tests of odd orders make, which need the real WooCommerce and are skipped without it';

const NAMED = 'which Waybill knows by its name where it is, and asks nothing of otherwise';

const SLUG = 'the address of a post that is shown nowhere';

/** Where the stand-in differs and is to stay so: a pattern of points ("storage section: point"), and why. */
const DELIBERATE = [
    'both declarations: function wc_get_container' => ONLY_REAL,
    'both declarations: class *DataSynchronizer' => ONLY_REAL,
    'both declarations: class WC_Install' => ONLY_REAL,
    'both declarations: class WC_Shipping_Zone' => ONLY_REAL,
    'both declarations: class WC_Tax' => ONLY_REAL,
    'both declarations: method WC_Install::*' => ONLY_REAL,
    'both declarations: method WC_Shipping_Zone::*' => ONLY_REAL,
    'both declarations: method WC_Tax::*' => ONLY_REAL,
    'both declarations: hook woocommerce_email_after_order_table' => SCREENS,
    'both declarations: hook woocommerce_order_details_after_order_table' => SCREENS,
    'both declarations: hook woocommerce_order_query' => SCREENS,
    'both declarations: hook woocommerce_order_list_table_restrict_manage_orders' => SCREENS,
    'both declarations: hook woocommerce_orders_table_query_clauses' => SCREENS,
    'both declarations: function wc_get_template_html' => SCREENS,
    'both declarations: constant WC_LOG_DIR' => 'the stand-in logs where Waybill looks without it',
    'both declarations: hook woocommerce_fulfillment_shipping_providers' => FULFILMENTS,
    'both declarations: class *Fulfillment*' => FULFILMENTS,
    'both declarations: method *Fulfillment*' => FULFILMENTS,
    'both declarations: method WC_Data_Store::*' => FULFILMENTS,
    'both declarations: class *Overrides*' => NAMED,
    'both declarations: method *Overrides*' => NAMED,
    'both declarations: class *OrdersTableDataStore' => NAMED,
    'both declarations: method *OrdersTableDataStore::*' => NAMED,
    'both declarations: class WC_Deprecated_Filter_Hooks' => NAMED,
    'both declarations: method WC_Deprecated_Filter_Hooks::*' => NAMED,
    'both declarations: function wc_round_tax_total' => NAMED,
    'both declarations: class WC_Order_Refund_Data_Store_CPT' => ODD,
    'both declarations: method WC_Order::get_refunds' => ODD,
    'both declarations: function wc_get_order_types' => ODD,
    'both declarations: function wc_register_order_type' => ODD,
    'both declarations: method WC_Order_Refund_Data_Store_CPT::*' => ODD,
    'both declarations: class WC_Product_Variable' => ODD,
    'both declarations: method WC_Product_Variable::*' => ODD,
    'both declarations: class WC_Product_Variation' => ODD,
    'both declarations: method WC_Product_Variation::*' => ODD,
    'both declarations: method WC_Order_Item_*::delete' => ODD,
    'hpos rows: *: wc_order_operational_data.coupon_usages_are_counted' => NOTES,
    'hpos rows: *: wc_order_operational_data.download_permission_granted' => NOTES,
    'hpos rows: *: wc_order_operational_data.new_order_email_sent' => NOTES,
    'hpos rows: *: wc_order_operational_data.order_stock_reduced' => NOTES,
    'hpos rows: *: wc_order_operational_data.recorded_sales' => NOTES,
    'posts rows: *: postmeta._recorded_coupon_usage_counts' => NOTES,
    'posts rows: *: postmeta._download_permissions_granted' => NOTES,
    'posts rows: *: postmeta._new_order_email_sent' => NOTES,
    'posts rows: *: postmeta._order_stock_reduced' => NOTES,
    'posts rows: *: postmeta._recorded_sales' => NOTES,
    'posts rows: *: posts.comment_count' => COMMENTS,
    'posts rows: in the trash: postmeta._wp_trash_meta_comments_status' => COMMENTS,
    'posts rows: *: posts.post_name' => SLUG,
    'posts rows: in the trash: postmeta._wp_desired_post_slug' => SLUG,
    'posts rows: billed only: posts.guid' => SLUG,
    '* hooks: the * checkout, *, with its savings' => SAVINGS,
    'posts hooks: wc_create_order in a status, with its savings' => SAVINGS,
    'posts hooks: new in a status, then save, with its savings' => SAVINGS,
];

/** @return array<string, array<string, mixed>> Points by section. */
function document(string $file): array
{
    $sections = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
    foreach ($sections as $section => $points) {
        if ([] === $points) {
            throw new RuntimeException("$file: nothing was found of $section");
        }
    }

    return $sections;
}

$folder = $argv[1] ?? '';
$comparison = new Comparison(DELIBERATE);
foreach (['both', 'hpos', 'posts'] as $name) {
    $comparison->add($name, document("$folder/stand-in/$name.json"), document("$folder/real/$name.json"));
}
foreach ($comparison->differences as $point => [$standIn, $real]) {
    printf("DIFFERS %s\n    stand-in: %s\n    real:     %s\n", $point, $standIn, $real);
}
foreach (DELIBERATE as $pattern => $why) {
    $points = $comparison->deliberate[$pattern] ?? 0;
    printf(0 === $points ? "NO LONGER DIFFERENT %s\n" : "deliberate: %s (%d points): %s\n", $pattern, $points, $why);
}
$failed = count($comparison->differences) + count(array_diff_key(DELIBERATE, $comparison->deliberate));
printf("%d points agree, %d do not\n", $comparison->agreeing, $failed);
exit(0 === $failed && $comparison->agreeing > 0 ? 0 : 1);
