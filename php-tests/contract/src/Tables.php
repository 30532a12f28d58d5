<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** The tables of this site's WooCommerce: a point for each column, one for their order, and one for each index. */
final class Tables
{
    /** @return array<string, mixed> */
    public static function observe(): array
    {
        global $wpdb;
        $points = [];
        foreach ($wpdb->get_col("SHOW TABLES WHERE Tables_in_wordpress REGEXP '^{$wpdb->prefix}(wc|woocommerce|actionscheduler)_'") as $table) {
            $name = substr($table, strlen($wpdb->prefix));
            $columns = $wpdb->get_results("SHOW FULL COLUMNS FROM $table", ARRAY_A);
            $points["$name columns"] = array_column($columns, 'Field');
            foreach ($columns as $column) {
                $points["$name column {$column['Field']}"] = array_diff_key($column, array_flip(['Field', 'Key', 'Privileges', 'Comment']));
            }
            foreach ($wpdb->get_results("SHOW INDEX FROM $table", ARRAY_A) as $part) {
                $points["$name index {$part['Key_name']}"][] = array_intersect_key($part, array_flip(['Non_unique', 'Column_name', 'Sub_part']));
            }
        }

        return $points;
    }
}
