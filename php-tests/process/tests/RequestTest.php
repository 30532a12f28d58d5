<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Answer;
use Waybill\Tests\Process\Support\Fpm;
use Waybill\Tests\Process\Support\Site;
use Waybill\Tests\Process\Support\TestCase;

/** Orders over nginx and PHP-FPM: who waits for the platform, and over how many connections it is reached. No cron runs. */
final class RequestTest extends TestCase
{
    /** How late the platform answers: longer than any of these requests takes. */
    private const LATE_MS = 2000;

    private static Site $site;

    public static function setUpBeforeClass(): void
    {
        self::$site = new Site();
        self::$site->connect();
    }

    /** @return array<string, array{string, 'orderByRest'|'orderByCheckout'}> */
    public static function latePlatforms(): array
    {
        $cases = [];
        foreach (['orderByRest', 'orderByCheckout'] as $way) {
            foreach (['logistos', 'trackingtech'] as $platform) {
                $cases["$way, $platform"] = [$platform, $way];
            }
        }

        return $cases;
    }

    /** @dataProvider latePlatforms */
    public function test_the_client_does_not_wait_for_a_late_platform_and_the_order_arrives_within_five_seconds(string $platform, string $way): void
    {
        (new Fpm())->restart();
        // The first request of a new PHP-FPM compiles WordPress.
        self::$site->$way();
        $this->sandbox->addFault(['platform' => $platform, 'endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => self::LATE_MS]]);

        $answer = self::$site->$way();
        $began = microtime(true);
        $orderId = self::orderId($answer);

        self::assertArrayNotHasKey($orderId, $this->sandbox->orders($platform), 'The answer came after the platform had taken the order');
        self::assertLessThan(self::LATE_MS / 1000, $answer->seconds);
        foreach (['logistos', 'trackingtech'] as $each) {
            $this->awaitOrder($each, $orderId, 5 - (microtime(true) - $began));
        }
    }

    public function test_a_shopper_does_not_wait_for_the_outbox_and_a_clerk_finds_the_order_there(): void
    {
        $this->awaitBoth(self::orderId(self::$site->whileOutboxIsLocked(static fn(): Answer => self::$site->orderByCheckout())));

        $orderId = self::orderId(self::$site->orderByRest());
        self::assertSame((string) $orderId, (string) self::$site->delivery('logistos', $orderId)['order_id']);
        $this->awaitBoth($orderId);
    }

    public function test_the_orders_of_many_requests_to_one_worker_go_over_one_connection(): void
    {
        $fpm = new Fpm();
        $fpm->restart('--workers', '1');
        [$worker] = $fpm->workers();
        $before = $this->connections();

        for ($n = 0; $n < 5; ++$n) {
            $this->awaitBoth(self::orderId(self::$site->orderByRest()));
        }

        self::assertSame([$worker], $fpm->workers());
        // Both platforms live at the sandbox's one address.
        self::assertSame(1, $this->connections() - $before);
        self::assertCount(5, $this->sandbox->requests('logistos', 'orders'));
        self::assertCount(5, $this->sandbox->requests('trackingtech', 'orders'));
    }

    private function awaitBoth(int $orderId): void
    {
        foreach (['logistos', 'trackingtech'] as $platform) {
            $this->awaitOrder($platform, $orderId, 5);
        }
    }

    private static function orderId(Answer $answer): int
    {
        self::assertContains($answer->status, [200, 201], $answer->body);

        return (int) ($answer->json()['order_id'] ?? $answer->json()['id']);
    }
}
