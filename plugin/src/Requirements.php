<?php

declare(strict_types=1);

namespace Waybill;

/** What Waybill needs beside PHP, which waybill.php checks, and the extension, which may come later. */
final class Requirements
{
    public const PHP = '8.2';
    public const WORDPRESS = '6.4';

    /** The first with both order storages and the declarations that Waybill uses. */
    public const WOOCOMMERCE = '8.2';

    /** What is missing of WooCommerce, as a sentence; null where all is there. */
    public function missingWooCommerce(): ?string
    {
        return match (true) {
            !defined('WC_VERSION') => __(
                'Waybill carries WooCommerce\'s orders, and WooCommerce is not active. Activate it; until then Waybill does nothing.',
                'waybill',
            ),
            version_compare(WC_VERSION, self::WOOCOMMERCE, '<') => sprintf(
                // translators: 1: the version needed, 2: the version found.
                __('Waybill needs WooCommerce %1$s or newer; this is %2$s. Update it; until then Waybill does nothing.', 'waybill'),
                self::WOOCOMMERCE,
                WC_VERSION,
            ),
            default => null,
        };
    }
}
