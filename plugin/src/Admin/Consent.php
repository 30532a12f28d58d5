<?php

declare(strict_types=1);

namespace Waybill\Admin;

/** What each platform would be sent, by whom it is run, and its terms: shown before the merchant agrees, and in readme.txt under "External services". */
final class Consent
{
    /** The explanation for Logistos, as HTML. */
    public static function logistos(): string
    {
        return self::html(
            [
                __(
                    'At once, and again whenever the plugin is activated: the store\'s address and a WooCommerce REST API key with read access, made for Logistos.',
                    'waybill',
                ),
                __(
                    'Then all existing orders of the statuses you choose, and every new order as it is created: number, dates, status, totals, billing and shipping address with e-mail and phone, products, fees, shipping and taxes.',
                    'waybill',
                ),
                __('Never: payment data, customer notes, other metadata.', 'waybill'),
            ],
            __('Logistos Technologies Private Limited', 'waybill'),
            'https://logistos.in/terms_and_conditions',
            'https://logistos.in/privacy_policy',
        );
    }

    /** The explanation for TrackingTech, as HTML. */
    public static function trackingTech(): string
    {
        return self::html(
            [
                __(
                    'Nothing before you click Connect. While connecting: the courier code, your e-mail address and password there (used once, not kept), the store you pick, this store\'s address, and an identifier of this installation.',
                    'waybill',
                ),
                __(
                    'Then each order that reaches the status you choose: its number, products with quantity, price and weight, and the shipping address with e-mail and phone.',
                    'waybill',
                ),
                __('Afterwards the numbers of these orders, in the background, to ask how far their shipments have come.', 'waybill'),
                __('Disconnecting, or deleting the plugin, tells TrackingTech so.', 'waybill'),
            ],
            __('TrackingTech', 'waybill'),
            'https://trackingtech.cl/terms',
            'https://trackingtech.cl/privacy',
        );
    }

    /** @param list<string> $what */
    private static function html(array $what, string $operator, string $terms, string $privacy): string
    {
        $items = implode('', array_map(static fn(string $item): string => '<li>' . esc_html($item) . '</li>', $what));
        // translators: %s: a company's name.
        $by = sprintf(__('Sent to %s:', 'waybill'), $operator);

        return (
            '<h3>'
            . esc_html__('What leaves the store', 'waybill')
            . '</h3><ul class="ul-disc">'
            . $items
            . '</ul><p>'
            . esc_html($by)
            . ' <a href="'
            . esc_url($terms)
            . '" target="_blank" rel="noopener">'
            . esc_html__('Terms of service', 'waybill')
            . '</a>, '
            . '<a href="'
            . esc_url($privacy)
            . '" target="_blank" rel="noopener">'
            . esc_html__('Privacy policy', 'waybill')
            . '</a></p>'
        );
    }
}
