<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Fpm;
use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\Site;
use Waybill\Tests\Process\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** A worker that dies between send and record. */
final class KilledWorkerTest extends TestCase
{
    private const WORK = __DIR__ . '/../programs/tick.php';

    /** Where a request has its order's idempotency key. */
    private const KEY = ['logistos' => ['body', 'orders', 0, 'delivery_id'], 'trackingtech' => ['headers', 'idempotency-key']];

    private static Site $site;

    private static Fpm $fpm;

    public static function setUpBeforeClass(): void
    {
        self::$site = new Site();
        self::$site->connect();
        self::$fpm = new Fpm();
        self::$fpm->restart('--workers', '1');
    }

    /** @dataProvider platforms */
    public function test_what_a_killed_worker_was_sending_is_sent_again_under_its_key_once_its_lease_has_ended(string $platform): void
    {
        // Nothing else waits, and workers have nothing to do but this.
        Program::run(self::WORK);
        $this->sandbox->clear();
        $this->sandbox->addFault(['platform' => $platform, 'endpoint' => 'orders', 'fault' => ['kind' => 'hang']]);

        $orderId = (int) self::$site->orderByRest()->json()['id'];
        Wait::until(fn(): bool => [] !== $this->sandbox->requests($platform, 'orders'), 5, 'the delivery to be under way');
        [$worker] = self::$fpm->workers();
        posix_kill($worker, SIGKILL);
        Wait::until(static fn(): bool => self::$fpm->isRenewed([$worker]), 10, 'PHP-FPM to replace its worker');
        $this->sandbox->clearFaults();

        // New orders rest a few seconds before any worker takes them: they have.
        self::$site->change('UPDATE wp_waybill_deliveries SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND');
        Program::run(self::WORK);
        self::assertSame('claimed', self::$site->delivery($platform, $orderId)['state']);
        self::assertCount(1, $this->sandbox->requests($platform, 'orders'), 'The lease stands: nobody else may send it');

        self::$site->change('UPDATE wp_waybill_deliveries SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE state = "claimed"');
        Program::run(self::WORK);

        $delivery = self::$site->delivery($platform, $orderId);
        self::assertSame('delivered', $delivery['state']);
        self::assertSame('2', (string) $delivery['attempts']);
        $keys = array_map(static fn(array $request): string => self::key($platform, $request), $this->sandbox->requests($platform, 'orders'));
        self::assertSame([$delivery['idempotency_key'], $delivery['idempotency_key']], $keys);
        self::assertSame([$delivery['idempotency_key'] => 1], $this->sandbox->orders($platform)[$orderId]['deliveries']);
    }

    /** @param array<string, mixed> $request */
    private static function key(string $platform, array $request): string
    {
        return array_reduce(self::KEY[$platform], static fn(mixed $in, string|int $name): mixed => $in[$name], $request);
    }
}
