<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\DeliveryState;
use Waybill\Tests\Support\Fixtures;
use Waybill\Tests\Support\TestCase;

/** The thirteen odd orders of a real WooCommerce (php-tests/fixtures), read from either storage and sent, against the payloads that its REST API vouches for (tests/fixtures). */
final class FixturesTest extends TestCase
{
    private const CANCELLED = 30;
    private const FAILED = 31;

    private const PAYLOADS = __DIR__ . '/../../../tests/fixtures/payloads';

    protected function setUp(): void
    {
        parent::setUp();
        $this->openLogistos();
        $this->connectTrackingTech();
        $this->plugin->trackingTech->options->set(['customer_id' => 'c_1', 'store_id' => 's_1']);
        Fixtures::load();
    }

    protected function tearDown(): void
    {
        Fixtures::unload();
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
}
