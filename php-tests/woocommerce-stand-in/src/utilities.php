<?php

/** The helpers under Automattic\WooCommerce\Utilities. */

declare(strict_types=1);

namespace Automattic\WooCommerce\Utilities;

final class OrderUtil
{
    public static function custom_orders_table_usage_is_enabled(): bool
    {
        return 'yes' === get_option('woocommerce_custom_orders_table_enabled');
    }

    public static function get_table_for_orders(): string
    {
        global $wpdb;

        return self::custom_orders_table_usage_is_enabled() ? $wpdb->prefix . 'wc_orders' : $wpdb->posts;
    }
}

final class NumberUtil
{
    public static function round(mixed $val, int $precision = 0, int $mode = PHP_ROUND_HALF_UP): float
    {
        return round(round(is_numeric($val) ? (float) $val : 0.0, 6), $precision, $mode);
    }
}

final class FeaturesUtil
{
    /** @var array<string, array<string, bool>> Feature to plugin to its word. */
    private static array $declared = [];

    public static function declare_compatibility(string $feature_id, string $plugin_file, bool $positive_compatibility = true): bool
    {
        self::$declared[$feature_id][plugin_basename($plugin_file)] = $positive_compatibility;

        return (bool) doing_action('before_woocommerce_init');
    }

    /** None of the features that a store may switch on is here. */
    public static function feature_is_enabled(string $feature_id): bool
    {
        return false;
    }

    /** @return array{compatible: list<string>, incompatible: list<string>, uncertain: list<string>} */
    public static function get_compatible_plugins_for_feature(string $feature_id, bool $active_only = false): array
    {
        $declared = self::$declared[$feature_id] ?? [];

        return ['compatible' => array_keys($declared, true, true), 'incompatible' => array_keys($declared, false, true), 'uncertain' => []];
    }
}
