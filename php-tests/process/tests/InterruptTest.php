<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** A platform that never answers, and a PHP that is told to stop: the extension lets go at once. */
final class InterruptTest extends TestCase
{
    /** The extension looks every 20 ms; the rest is room for a busy machine. */
    private const AT_ONCE_S = 0.5;

    protected function setUp(): void
    {
        parent::setUp();
        $this->sandbox->addFault(['fault' => ['kind' => 'hang']]);
    }

    /** @return array<string, array{string}> */
    public static function ways(): array
    {
        return ['while PHP waits' => ['deliver'], 'in the background' => ['background']];
    }

    /** @dataProvider ways */
    public function test_an_alarm_ends_a_delivery_early_and_what_was_under_way_counts_as_an_attempt(string $way): void
    {
        $waited = $this->json('interrupt.php', 'alarm', $way);

        self::assertSame(SIGALRM, $waited['heard']);
        self::assertGreaterThan(0.9, $waited['seconds']);
        self::assertLessThan(1 + self::AT_ONCE_S, $waited['seconds']);
        self::assertSame([['retry', 'pending'], ['unsent', 'pending']], self::outcomes($waited['answer']));
    }

    public function test_an_alarm_ends_a_step_early(): void
    {
        $waited = $this->json('interrupt.php', 'alarm', 'call');

        self::assertSame(SIGALRM, $waited['heard']);
        self::assertLessThan(1 + self::AT_ONCE_S, $waited['seconds']);
        self::assertSame('interrupted', $waited['answer']['error']['kind']);
    }

    /** @dataProvider ways */
    public function test_a_sigterm_that_php_handles_ends_the_wait_and_the_program_goes_on_to_its_own_end(string $way): void
    {
        $program = Program::start(dirname(__DIR__) . '/programs/interrupt.php', 'sigterm', $way);
        Wait::until(fn(): bool => [] !== $this->sandbox->requests('trackingtech', 'orders'), 10, 'the delivery to be under way');
        $signalled = microtime(true);
        $program->signal(SIGTERM);
        $waited = json_decode($program->finish(), true, 512, JSON_THROW_ON_ERROR);

        self::assertLessThan(self::AT_ONCE_S, microtime(true) - $signalled);
        self::assertSame(SIGTERM, $waited['heard']);
        self::assertSame([['retry', 'pending'], ['unsent', 'pending']], self::outcomes($waited['answer']));
    }

    /** @dataProvider ways */
    public function test_phps_time_limit_does_not_count_the_wait_and_the_deadline_ends_it(string $way): void
    {
        $waited = $this->json('interrupt.php', 'time-limit', $way);

        self::assertGreaterThan(1.9, $waited['seconds']);
        self::assertLessThan(2 + self::AT_ONCE_S, $waited['seconds']);
        self::assertSame([['retry', 'pending'], ['unsent', 'pending']], self::outcomes($waited['answer']));
    }

    /**
     * @param list<array<string, mixed>> $results
     * @return list<array{string, string}>
     */
    private static function outcomes(array $results): array
    {
        return array_map(static fn(array $result): array => [$result['outcome'], $result['state']], $results);
    }
}
