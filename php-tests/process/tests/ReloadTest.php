<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Fpm;
use Waybill\Tests\Process\Support\OrderRush;
use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\Site;
use Waybill\Tests\Process\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** PHP-FPM reloaded, as a deployment does, while orders are being placed. */
final class ReloadTest extends TestCase
{
    private const RELOADS = 3;
    private const CLIENTS = 4;

    public function test_reloads_while_orders_come_in_lose_no_request_crash_no_worker_and_every_order_arrives_once(): void
    {
        $site = new Site();
        $site->connect();
        $fpm = new Fpm();
        $fpm->restart();
        $log = $fpm->logSize();
        // A platform that takes its time: the reloads meet workers that deliver.
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => 300]]);

        $rush = new OrderRush($site->orderRequest(), self::CLIENTS);
        for ($reload = 0; $reload < self::RELOADS; ++$reload) {
            $rush->go(1.5);
            $old = $fpm->workers();
            $fpm->reload();
            $rush->goUntil(static fn(): bool => $fpm->isRenewed($old), 30);
        }
        $rush->go(0.5);
        $answers = $rush->finish();

        self::assertSame([201], array_values(array_unique(array_column($answers, 'status'))), 'Answers other than 201 Created');
        self::assertGreaterThan(self::RELOADS * self::CLIENTS, count($answers));
        self::assertSame([], $fpm->crashes($log));
        $this->sandbox->clearFaults();
        $this->assertEveryOrderArrivesOnce(array_column($answers, 'order'));
    }

    /**
     * The tails sent what they came to; a worker sends the rest.
     *
     * @param list<int> $orderIds
     */
    private function assertEveryOrderArrivesOnce(array $orderIds): void
    {
        sort($orderIds);
        Wait::until(
            function () use ($orderIds): bool {
                Program::run(dirname(__DIR__) . '/programs/tick.php');

                return count($this->sandbox->orders('logistos')) >= count($orderIds) && count($this->sandbox->orders('trackingtech')) >= count($orderIds);
            },
            60,
            'every order to arrive',
        );
        foreach (['logistos', 'trackingtech'] as $platform) {
            $orders = $this->sandbox->orders($platform);
            self::assertSame($orderIds, array_keys($orders));
            self::assertSame([1], array_values(array_unique(array_column($orders, 'received'))), "Orders that $platform got more than once");
        }
    }
}
