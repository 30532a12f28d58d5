<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\DeliveryState;
use Waybill\Tests\Support\TestCase;

/** The thirteen odd orders of a real WooCommerce (php-tests/fixtures), read from either storage and sent, against the payloads that its REST API vouches for (tests/fixtures). */
final class FixturesTest extends TestCase
{
    private const DATABASE = __DIR__ . '/../../fixtures/woocommerce-11.0.1';
    private const CANCELLED = 30;
    private const FAILED = 31;

    private const PAYLOADS = __DIR__ . '/../../../tests/fixtures/payloads';

    protected function setUp(): void
    {
        parent::setUp();
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->plugin->trackingTech->options->set(['customer_id' => 'c_1', 'store_id' => 's_1']);
        // Their products have ids that this site's pages have too: all is rolled back.
        $this->query('START TRANSACTION');
        update_option('woocommerce_price_num_decimals', '2');
        update_option('woocommerce_weight_unit', 'lbs');
        update_option('timezone_string', 'America/Santiago');
        foreach (['posts', 'order-tables'] as $file) {
            $this->load(self::DATABASE . "/$file.sql");
        }
        wp_cache_flush();
        // The store that they come from sells cable by the metre: as WooCommerce's documentation says for fractional quantities.
        remove_filter('woocommerce_stock_amount', 'intval');
        add_filter('woocommerce_stock_amount', 'floatval');
    }

    protected function tearDown(): void
    {
        remove_filter('woocommerce_stock_amount', 'floatval');
        add_filter('woocommerce_stock_amount', 'intval');
        $this->query('ROLLBACK');
        wp_cache_flush();
        parent::tearDown();
    }

    /** @return array<string, array{string}> */
    public static function platforms(): array
    {
        return ['logistos' => ['logistos'], 'trackingtech' => ['trackingtech']];
    }

    /** @dataProvider platforms */
    public function test_each_order_arrives_as_woocommerce_shows_it(string $platform): void
    {
        $expected = [];
        foreach (glob(self::PAYLOADS . "/$platform/*.json") ?: [] as $file) {
            $payload = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
            $id = $payload['id'] ?? $payload['orderId'];
            if (isset($payload['delivery_id'])) {
                $payload['delivery_id'] = $this->key($platform, $id);
            }
            $expected[$id] = $payload;
        }
        self::assertCount(13, $expected);
        $this->plugin->outbox->enqueue($platform, $this->deviceId(), array_keys($expected), DeliveryState::Pending);
        $this->deliverAll();
        if ('trackingtech' === $platform) {
            // What is over needs no courier.
            unset($expected[self::CANCELLED], $expected[self::FAILED]);
        }

        $arrived = $this->sandbox->orders($platform);
        ksort($expected);
        self::assertSame(array_keys($expected), array_keys($arrived));
        foreach ($expected as $id => $payload) {
            self::assertEquals($payload, $arrived[$id]['content'], "Order $id");
            self::assertSame([$this->key($platform, $id) => 1], $arrived[$id]['deliveries'], "Order $id");
        }
    }

    /** The contract's delivery key, reckoned anew. */
    private function key(string $platform, int $orderId): string
    {
        return substr(hash('sha256', "{$this->deviceId()}|$platform|$orderId|1"), 0, 32);
    }

    /** The contract's device id, reckoned anew. */
    private function deviceId(): string
    {
        return hash('sha256', get_site_url() . wp_salt('auth'));
    }

    private function load(string $file): void
    {
        global $wpdb;
        $sql = str_replace('`wp_', '`' . $wpdb->prefix, (string) file_get_contents($file));
        foreach (preg_split('/;\n/', $sql) ?: [] as $statement) {
            $statement = trim($statement);
            // WooCommerce's lookup table of products is a cache that reading an order does not ask; the stand-in has none.
            if (str_starts_with($statement, 'INSERT INTO') && !str_contains($statement, 'wc_product_meta_lookup')) {
                $this->query('REPLACE' . substr($statement, 6));
            }
        }
    }

    /** Past wpdb, which reads placeholders in what it is given. */
    private function query(string $sql): void
    {
        global $wpdb;
        if (false === mysqli_query($wpdb->dbh, $sql)) {
            throw new \RuntimeException(substr($sql, 0, 100) . ': ' . mysqli_error($wpdb->dbh));
        }
    }
}
