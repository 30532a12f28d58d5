<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Requirements;

/** WordPress and WooCommerce: their versions, where orders lie, what keys the site has, and whether logs can be written. */
final class StoreCheck implements Check
{
    /** What protects the connections' secrets, and makes the device id. */
    private const KEYS = ['AUTH_KEY', 'AUTH_SALT', 'SECURE_AUTH_KEY', 'SECURE_AUTH_SALT'];

    /** As wp-config-sample.php has them. */
    private const SAMPLE = 'put your unique phrase here';

    public function __construct(
        private readonly Requirements $requirements,
    ) {}

    public function id(): string
    {
        return 'store';
    }

    public function label(): string
    {
        return __('Waybill\'s store', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('WordPress and WooCommerce have what Waybill needs', 'waybill');
    }

    public function findings(): array
    {
        $missing = $this->requirements->missingWooCommerce();
        if (null !== $missing) {
            return [$this->wordPress(), Finding::error('woocommerce', $missing, __('Activate or update WooCommerce.', 'waybill')), $this->keys()];
        }
        $notes = [
            Finding::good(
                'object_cache',
                wp_using_ext_object_cache()
                    ? __('A persistent object cache is in use; Waybill asks the database where the cache may be old.', 'waybill')
                    : __('There is no persistent object cache; Waybill does not need one.', 'waybill'),
            ),
        ];
        if (is_multisite()) {
            $notes[] = Finding::good('multisite', sprintf(
                // translators: %d: a site's number.
                __('This is site %d of a network; each has connections of its own (--url chooses another).', 'waybill'),
                get_current_blog_id(),
            ));
        }

        return [
            $this->wordPress(),
            // translators: %s: a version.
            Finding::good('woocommerce', sprintf(__('WooCommerce %s.', 'waybill'), WC_VERSION)),
            $this->storage(),
            $this->keys(),
            $this->log(),
            ...$notes,
        ];
    }

    private function wordPress(): Finding
    {
        $version = get_bloginfo('version');

        return version_compare($version, Requirements::WORDPRESS, '>=')
            // translators: %s: a version.
            ? Finding::good('wordpress', sprintf(__('WordPress %s.', 'waybill'), $version))
            : Finding::error(
                'wordpress',
                // translators: 1: the version needed, 2: the version found.
                sprintf(__('Waybill needs WordPress %1$s or newer; this is %2$s.', 'waybill'), Requirements::WORDPRESS, $version),
                __('Update WordPress.', 'waybill'),
            );
    }

    private function storage(): Finding
    {
        return Finding::good(
            'order_storage',
            OrderUtil::custom_orders_table_usage_is_enabled()
                ? __('Orders lie in WooCommerce\'s order tables.', 'waybill')
                : __('Orders lie in posts, as in older stores; Waybill works with both.', 'waybill'),
        );
    }

    private function keys(): Finding
    {
        $bad = array_filter(self::KEYS, static fn(string $key): bool => !defined($key) || in_array(constant($key), ['', self::SAMPLE], true));

        return [] === $bad
            ? Finding::good('salts', __('The site has keys of its own in wp-config.php.', 'waybill'))
            : Finding::warning(
                'salts',
                sprintf(
                    // translators: %s: names of constants.
                    __('wp-config.php has no %s of its own: WordPress keeps them in the database, beside the secrets that they protect.', 'waybill'),
                    implode(', ', $bad),
                ),
                __('Set them before you connect: changed later, they make every connection ask to be made again.', 'waybill'),
            );
    }

    private function log(): Finding
    {
        $directory = defined('WC_LOG_DIR') ? (string) constant('WC_LOG_DIR') : WP_CONTENT_DIR . '/uploads/wc-logs';
        // Made with the first line that is logged.
        $made = is_dir($directory) ? $directory : dirname($directory);

        return wp_is_writable($made)
            // translators: %s: a directory.
            ? Finding::good('log', sprintf(__('Logs go to %s.', 'waybill'), $directory))
            : Finding::warning(
                'log',
                // translators: %s: a directory.
                sprintf(__('WooCommerce\'s logs cannot be written to %s, so nobody learns why an order failed.', 'waybill'), $directory),
                __('Give the web server\'s user the right to write there.', 'waybill'),
            );
    }
}
