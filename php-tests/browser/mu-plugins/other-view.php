<?php

/**
 * Shows a visitor with a cookie the site in another language (`waybill_locale`), or written from right to left (`waybill_direction`), without WordPress' own
 * language packs. In the language `marked` every text of Waybill's stands between brackets, and so do the words for dates, spans of time and order statuses that
 * WordPress and WooCommerce translate: a text without them cannot be translated.
 */

declare(strict_types=1);

$locale = (string) ($_COOKIE['waybill_locale'] ?? '');
$mark = static fn(string $text): string => "⟦{$text}⟧";
if ('marked' === $locale) {
    foreach (['gettext', 'gettext_with_context', 'ngettext', 'ngettext_with_context'] as $filter) {
        add_filter("{$filter}_waybill", $mark);
    }
    add_filter('human_time_diff', $mark);
    add_filter('wp_date', static fn(string $date, string $format): string => 1 === preg_match('/[DFMl]/', $format) ? $mark($date) : $date, 10, 2);
    add_filter('wc_order_statuses', static fn(array $statuses): array => array_map($mark, $statuses), PHP_INT_MAX);
} elseif ('' !== $locale) {
    add_filter('locale', static fn(): string => $locale);
}

if ('rtl' === ($_COOKIE['waybill_direction'] ?? '')) {
    add_action('after_setup_theme', static fn(): string => $GLOBALS['wp_locale']->text_direction = 'rtl');
}
