<?php

/** Makes a shop of the site: Chile, pesos, shipping, payment without a card, pages, a few products, and the order storage in WAYBILL_STORAGE. */

declare(strict_types=1);

require __DIR__ . '/load.php';

use Automattic\WooCommerce\Internal\DataStores\Orders\DataSynchronizer;

add_filter('pre_wp_mail', '__return_false');

foreach ([
    'woocommerce_default_country' => 'CL:CL-RM',
    'woocommerce_currency' => 'CLP',
    'woocommerce_price_num_decimals' => '0',
    'woocommerce_weight_unit' => 'kg',
    'woocommerce_calc_taxes' => 'yes',
    'woocommerce_coming_soon' => 'no',
    'woocommerce_onboarding_profile' => ['skipped' => true],
    'woocommerce_task_list_hidden' => 'yes',
    'woocommerce_show_marketplace_suggestions' => 'no',
    'woocommerce_allow_tracking' => 'no',
    'woocommerce_cod_settings' => ['enabled' => 'yes', 'title' => 'Cash on delivery', 'enable_for_virtual' => 'yes'],
    'woocommerce_bacs_settings' => ['enabled' => 'yes', 'title' => 'Bank transfer'],
    'woocommerce_custom_orders_table_data_sync_enabled' => 'no',
] as $option => $value) {
    update_option($option, $value);
}

if (defined('WAYBILL_WOOCOMMERCE_STAND_IN')) {
    update_option('woocommerce_custom_orders_table_enabled', 'hpos' === getenv('WAYBILL_STORAGE') ? 'yes' : 'no');
} else {
    // Both storages' tables, so that a test can go from one to the other.
    wc_get_container()->get(DataSynchronizer::class)->create_database_tables();
    update_option('woocommerce_custom_orders_table_enabled', 'hpos' === getenv('WAYBILL_STORAGE') ? 'yes' : 'no');
    WC_Install::create_pages();
    $zone = new WC_Shipping_Zone(0);
    $rate = $zone->add_shipping_method('flat_rate');
    update_option("woocommerce_flat_rate_{$rate}_settings", ['title' => 'Flat rate', 'tax_status' => 'taxable', 'cost' => '3990']);
    WC_Tax::_insert_tax_rate([
        'tax_rate_country' => 'CL',
        'tax_rate' => '19',
        'tax_rate_name' => 'IVA',
        'tax_rate_priority' => 1,
        'tax_rate_shipping' => 1,
        'tax_rate_order' => 1,
    ]);
    // The shortcode's checkout beside the block's.
    if (!get_page_by_path('classic-checkout')) {
        wp_insert_post([
            'post_type' => 'page',
            'post_status' => 'publish',
            'post_title' => 'Classic checkout',
            'post_name' => 'classic-checkout',
            'post_content' => '[woocommerce_checkout]',
        ]);
    }
}

foreach ([
    ['MUG-1', 'Mug',    '19990', '0.35'],
    ['TEA-1', 'Tea',    '4990',  '0.1'],
    ['POT-1', 'Teapot', '34990', '1.2'],
] as [$sku, $name, $price, $weight]) {
    if (!wc_get_product_id_by_sku($sku)) {
        $product = new WC_Product_Simple();
        $product->set_name($name);
        $product->set_sku($sku);
        $product->set_regular_price($price);
        $product->set_weight($weight);
        $product->save();
    }
}
