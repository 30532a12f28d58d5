<?php

declare(strict_types=1);

namespace Waybill;

/** What the extension is told of this store with every request. */
final class Site
{
    /** @var array<string, string> By what they are of, as it is stored: an order asks for it several times. */
    private array $deviceIds = [];

    public function __construct(
        private readonly Extension $extension,
    ) {}

    /** The store's address, to which a platform appends `/wp-json/…`. */
    public function url(): string
    {
        return home_url('', self::schemeOf('home'));
    }

    /** The contract's device id: of the *site* URL, as TrackingTech derives it. */
    public function deviceId(): string
    {
        $salt = wp_salt('auth');

        return $this->deviceIds[get_option('siteurl') . $salt] ??= $this->extension->deviceId(site_url('', self::schemeOf('siteurl')), $salt);
    }

    /**
     * What `deliver` and `call` share (docs/boundary.md) and every connection has alike.
     *
     * @return array<string, mixed>
     */
    public function request(): array
    {
        return [
            'store' => [
                'url' => $this->url(),
                'name' => html_entity_decode((string) get_bloginfo('name', 'raw'), ENT_QUOTES | ENT_HTML5, 'UTF-8'),
                // Deleting the plugin is possible without WooCommerce, and tells the platform too.
                'currency' => function_exists('get_woocommerce_currency') ? get_woocommerce_currency() : '',
                'timezone' => wp_timezone_string(),
                'decimals' => function_exists('wc_get_price_decimals') ? wc_get_price_decimals() : 2,
                'weight_unit' => (string) get_option('woocommerce_weight_unit', 'kg'),
            ],
            'device_id' => $this->deviceId(),
            'http' => $this->http(),
        ];
    }

    /** What the peers' certificates are checked against, beside the system's store. */
    public function caFile(): string
    {
        return ini_get('openssl.cafile') ?: ABSPATH . WPINC . '/certificates/ca-bundle.crt';
    }

    /** @return array<string, mixed> */
    private function http(): array
    {
        $http = [
            'ca_file' => $this->caFile(),
            'allow_private_hosts' => defined('WAYBILL_ALLOW_PRIVATE_HOSTS') && WAYBILL_ALLOW_PRIVATE_HOSTS,
        ];
        $proxy = new \WP_HTTP_Proxy();
        if ($proxy->is_enabled()) {
            $login = $proxy->use_authentication() ? rawurlencode($proxy->username()) . ':' . rawurlencode($proxy->password()) . '@' : '';
            $host = preg_replace('#^https?://#', '', $proxy->host());
            $http['proxy'] = "http://$login$host:{$proxy->port()}";
            $http['no_proxy'] = defined('WP_PROXY_BYPASS_HOSTS') ? (string) WP_PROXY_BYPASS_HOSTS : '';
        }

        return $http;
    }

    /** What the address is stored with: left to itself, WordPress takes the scheme of the request, and on the command line plain HTTP, so that one store would be two. */
    private static function schemeOf(string $option): ?string
    {
        $scheme = wp_parse_url((string) get_option($option), PHP_URL_SCHEME);

        return is_string($scheme) ? $scheme : null;
    }
}
