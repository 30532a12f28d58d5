<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

use Waybill\Tests\Support\Sandbox;
use Waybill\Tests\Support\Wait;

/** A sandbox that starts every test without faults, requests or orders. */
abstract class TestCase extends \PHPUnit\Framework\TestCase
{
    protected Sandbox $sandbox;

    protected function setUp(): void
    {
        parent::setUp();
        $this->sandbox = new Sandbox();
        $this->sandbox->clear();
    }

    protected function tearDown(): void
    {
        $this->sandbox->clear();
        parent::tearDown();
    }

    /** How many TCP connections the platforms have seen. */
    protected function connections(): int
    {
        return json_decode((string) file_get_contents("{$this->sandbox->url}/_sandbox/connections"), true, 512, JSON_THROW_ON_ERROR)['accepted'];
    }

    /** Waits until a platform has the order. */
    protected function awaitOrder(string $platform, int $orderId, float $seconds): void
    {
        Wait::until(fn(): bool => isset($this->sandbox->orders($platform)[$orderId]), $seconds, "order $orderId to arrive at $platform");
    }

    /** Runs a program of programs/ that prints JSON. */
    protected function json(string $program, string|int ...$arguments): array
    {
        return json_decode(Program::run(dirname(__DIR__) . "/programs/$program", ...$arguments), true, 512, JSON_THROW_ON_ERROR);
    }

    /** @return list<array{string}> */
    public static function platforms(): array
    {
        return [['logistos'], ['trackingtech']];
    }
}
