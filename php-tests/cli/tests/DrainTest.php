<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\Run;
use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;
use Waybill\Tests\Support\Wait;

/** `wp waybill drain`: it sends what is due, several at once, and ends in order. */
final class DrainTest extends TestCase
{
    public function test_it_sends_what_is_due_to_both_platforms(): void
    {
        $ids = $this->orders(3);
        $this->makeDue();
        $run = Wp::run('drain');

        self::assertSame([0, ''], [$run->exit, $run->errors]);
        self::assertStringContainsString('6 delivered, 0 to be tried again later, 0 failed; 0 left.', $run->output);
        foreach (['logistos', 'trackingtech'] as $platform) {
            self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders($platform)));
        }
    }

    public function test_a_dry_run_counts_and_changes_nothing(): void
    {
        $this->orders(3);
        $this->makeDue();
        $before = $this->state();
        $run = Wp::run('drain', '--dry-run', '--format=json');

        self::assertSame([['connection' => 'logistos', 'due' => 3, 'later' => 0], ['connection' => 'trackingtech', 'due' => 3, 'later' => 0]], $run->json());
        self::assertSame($before, $this->state());
        self::assertSame([], $this->sandbox->requests('trackingtech', 'orders'));
    }

    public function test_one_connection_alone_is_drained(): void
    {
        $this->orders(2);
        $this->makeDue();
        self::assertSame(0, Wp::run('drain', '--connection=trackingtech')->exit);

        self::assertSame(['delivered' => 2], $this->counts('trackingtech'));
        self::assertSame(['pending' => 2], $this->counts('logistos'));
    }

    public function test_two_at_once_deliver_each_order_once(): void
    {
        $ids = $this->orders(120);
        $this->makeDue();
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => 300]]);
        $drains = [Wp::start('drain'), Wp::start('drain')];
        $runs = array_map(static fn(Wp $drain) => $drain->finish(), $drains);

        self::assertSame([0, 0], array_column($runs, 'exit'));
        self::assertEqualsCanonicalizing($ids, $this->taken(), 'Each once, and each.');
        self::assertSame(['delivered' => 120], $this->counts('logistos'));
        $delivered = array_map(static fn($run): int => (int) preg_replace('/.*?(\d+) delivered.*/s', '$1', $run->output), $runs);
        self::assertSame(240, array_sum($delivered));
        self::assertGreaterThan(0, min($delivered), 'Both had a hand in it.');
    }

    /** @dataProvider signals */
    public function test_a_signal_ends_it_after_what_is_on_its_way_and_loses_nothing(int $signal): void
    {
        $ids = $this->orders(300);
        $this->makeDue();
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => 300]]);
        $drain = Wp::start('drain', '--connection=trackingtech');
        Wait::until(fn(): bool => [] !== $this->sandbox->requests('trackingtech', 'orders'), 20, 'the first request');
        $drain->signal($signal);
        $run = $drain->finish();

        self::assertSame(0, $run->exit, $run->all());
        self::assertStringContainsString('Stopped by a signal', $run->output);
        $counts = $this->counts('trackingtech');
        self::assertSame(['delivered', 'pending'], array_keys($counts), 'Nothing is left in its hands.');
        self::assertContains(
            $counts['delivered'],
            [50, 100, 150, 200],
            'A few batches were on their way or just being read: they are finished, and no other is begun.',
        );
        self::assertSame(300, array_sum($counts));
        $this->sandbox->clearFaults();
        Wp::run('drain', '--connection=trackingtech');
        self::assertSame(['delivered' => 300], $this->counts('trackingtech'));
        self::assertCount(300, $this->sandbox->requests('trackingtech', 'orders'));
        self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders('trackingtech')));
    }

    /** @return array<string, array{int}> */
    public static function signals(): array
    {
        return ['SIGTERM' => [SIGTERM], 'SIGINT' => [SIGINT]];
    }

    public function test_it_ends_in_time_where_a_platform_hangs(): void
    {
        $drain = ['drain', '--timeout=2', '--connection=trackingtech'];
        [, $idle] = self::timed($drain);
        $this->orders(2);
        $this->makeDue();
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'hang']]);
        [$run, $seconds] = self::timed($drain);

        self::assertSame(0, $run->exit);
        // Its two seconds, and five for what is on its way; how long WordPress takes to start is the machine's.
        self::assertLessThan(8, $seconds - $idle);
        self::assertStringContainsString('0 delivered, 2 to be tried again later', $run->output);
    }

    public function test_until_empty_waits_for_what_rests(): void
    {
        $this->orders(1);
        self::assertStringContainsString('0 delivered', Wp::run('drain')->output, 'A fresh order rests some seconds.');
        self::assertStringContainsString('2 delivered', Wp::run('drain', '--until-empty', '--timeout=30')->output);
        self::assertSame(['delivered' => 1], $this->counts('logistos'));
    }

    public function test_what_is_paused_is_kept_and_said(): void
    {
        $this->orders(1);
        $this->makeDue();
        self::program('fault.php', 'paused');
        $run = Wp::run('drain');

        self::assertSame(0, $run->exit);
        self::assertStringContainsString('Warning: Logistos is paused (refused)', $run->errors);
        self::assertSame(['pending' => 1], $this->counts('logistos'));
        self::assertSame(['delivered' => 1], $this->counts('trackingtech'));
    }

    /** @dataProvider workers */
    public function test_a_refusal_while_it_works_is_said(int $workers): void
    {
        $this->orders(1);
        $this->makeDue();
        $this->sandbox->addFault(['platform' => 'trackingtech', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 401]]);
        $run = Wp::run('drain', "--workers=$workers");

        self::assertStringContainsString('Warning: TrackingTech is paused (refused)', $run->errors);
        self::assertSame(['held' => 1], $this->counts('trackingtech'));
    }

    /** @return array<string, array{int}> */
    public static function workers(): array
    {
        return ['one' => [1], 'two' => [2]];
    }

    public function test_without_the_extension_it_is_an_error_and_changes_nothing(): void
    {
        $this->orders(1);
        $this->makeDue();
        $before = $this->state();
        $run = Wp::runIn([], 'drain');

        self::assertSame(1, $run->exit);
        self::assertStringContainsString('wp waybill doctor', $run->errors);
        self::assertSame($before, $this->state());
    }

    public function test_a_time_that_is_none_is_an_error(): void
    {
        self::assertSame(1, Wp::run('drain', '--timeout=soon')->exit);
    }

    public function test_quietly_it_prints_nothing(): void
    {
        $this->orders(1);
        $this->makeDue();
        self::assertSame('', Wp::run('drain', '--quiet')->all());
        self::assertSame(['delivered' => 1], $this->counts('trackingtech'));
    }

    /**
     * @param list<string> $command
     * @return array{Run, float} How it went, and the seconds that it took.
     */
    private static function timed(array $command): array
    {
        $began = microtime(true);
        $run = Wp::run(...$command);

        return [$run, microtime(true) - $began];
    }
}
