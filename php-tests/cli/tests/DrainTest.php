<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\Run;
use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;
use Waybill\Tests\Process\Support\Wait;

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
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => 100]]);
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
        $ids = $this->orders(120);
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
        self::assertContains($counts['delivered'], [50, 100], 'One batch, or two, were on their way: they are finished, and none is begun.');
        self::assertSame(120, array_sum($counts));
        $this->sandbox->clearFaults();
        Wp::run('drain', '--connection=trackingtech');
        self::assertSame(['delivered' => 120], $this->counts('trackingtech'));
        self::assertCount(120, $this->sandbox->requests('trackingtech', 'orders'));
        self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders('trackingtech')));
    }

    /** @return array<string, array{int}> */
    public static function signals(): array
    {
        return ['SIGTERM' => [SIGTERM], 'SIGINT' => [SIGINT]];
    }

    public function test_several_workers_deliver_each_order_once_and_are_counted_together(): void
    {
        $ids = $this->orders(200);
        $this->makeDue();
        $drain = $this->slowDrain('--workers=3');
        Wait::until(static fn(): bool => 3 === count($drain->children()), 20, 'three workers');
        $run = $drain->finish();

        self::assertSame([0, ''], [$run->exit, $run->errors]);
        self::assertStringContainsString('200 delivered, 0 to be tried again later, 0 failed; 0 left.', $run->output);
        self::assertSame(1, substr_count($run->output, 'delivered'), 'The workers themselves say nothing.');
        self::assertEqualsCanonicalizing($ids, $this->taken(), 'Each once, and each.');
    }

    public function test_a_signal_ends_all_workers_after_what_is_on_its_way(): void
    {
        $this->orders(400);
        $this->makeDue();
        $drain = $this->slowDrain('--workers=2');
        $this->awaitBoth();
        $drain->signal(SIGTERM);
        $run = $drain->finish();

        self::assertSame(0, $run->exit, $run->all());
        self::assertStringContainsString('Stopped by a signal', $run->output);
        $counts = $this->counts('trackingtech');
        self::assertSame(['delivered', 'pending'], array_keys($counts), 'Nothing is left in their hands.');
        self::assertStringContainsString("{$counts['delivered']} delivered", $run->output);
        self::assertCount($counts['delivered'], $this->taken());
    }

    public function test_a_worker_that_is_killed_is_said_and_what_it_had_goes_out_once_more_under_its_key(): void
    {
        $ids = $this->orders(200);
        $this->makeDue();
        $drain = $this->slowDrain('--workers=2');
        $this->awaitBoth();
        posix_kill($drain->children()[0], SIGKILL);
        $run = $drain->finish();

        self::assertSame(1, $run->exit, $run->all());
        self::assertStringContainsString('Error: 1 of 2 workers ended before their time.', $run->errors);
        self::assertGreaterThan(0, $this->counts('trackingtech')['claimed'] ?? 0, 'What it had in its hands.');
        $this->site->change('UPDATE wp_waybill_deliveries SET lease_until = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE lease_until IS NOT NULL');
        $this->sandbox->clearFaults();
        // What may have ended a worker goes out last, one by one.
        Wp::run('drain', '--connection=trackingtech', '--until-empty', '--timeout=60');
        self::assertSame(['delivered' => 200], $this->counts('trackingtech'));
        self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders('trackingtech')));
    }

    public function test_workers_whose_supervisor_is_killed_end_after_what_is_on_its_way(): void
    {
        $this->orders(400);
        $this->makeDue();
        $drain = $this->slowDrain('--workers=2');
        $this->awaitBoth();
        $workers = $drain->children();
        $drain->signal(SIGKILL);
        $drain->finish();
        Wait::until(static fn(): bool => [] === array_filter($workers, Wp::lives(...)), 20, 'the end of the workers');

        $counts = $this->counts('trackingtech');
        self::assertSame(['delivered', 'pending'], array_keys($counts), 'Nothing is left in their hands, and not all is done.');
        self::assertCount($counts['delivered'], $this->taken());
    }

    public function test_several_workers_are_not_started_from_within_another_command(): void
    {
        self::needWpCli('a command within another');
        $this->orders(1);
        $this->makeDue();
        $before = $this->state();
        $run = Wp::runOther('--require=' . dirname(__DIR__) . '/programs/within.php', 'within');

        self::assertSame(1, $run->exit);
        self::assertStringContainsString('Error: A worker could not be started', $run->errors);
        self::assertSame($before, $this->state(), 'They would run the other command once more, and that one them.');
    }

    public function test_a_number_of_workers_that_is_none_is_an_error(): void
    {
        self::assertSame(1, Wp::run('drain', '--workers=0')->exit);
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

    public function test_a_refusal_while_it_works_is_said(): void
    {
        $this->orders(1);
        $this->makeDue();
        $this->sandbox->addFault(['platform' => 'trackingtech', 'endpoint' => 'orders', 'fault' => ['kind' => 'status', 'status' => 401]]);
        $run = Wp::run('drain');

        self::assertStringContainsString('Warning: TrackingTech is paused (refused)', $run->errors);
        self::assertSame(['held' => 1], $this->counts('trackingtech'));
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

    /** Delivers to TrackingTech, to which every request takes a while. */
    private function slowDrain(string ...$options): Wp
    {
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => 300]]);

        return Wp::start('drain', '--connection=trackingtech', ...$options);
    }

    /** Until two workers have something in their hands: one has two batches of fifty at the most. */
    private function awaitBoth(): void
    {
        Wait::until(fn(): bool => ($this->counts('trackingtech')['claimed'] ?? 0) > 100, 20, 'both workers at work');
    }

    /** @return list<int> The orders that TrackingTech was sent, each as often as it was. */
    private function taken(): array
    {
        return array_map(static fn(array $request): int => (int) $request['body']['orderId'], $this->sandbox->requests('trackingtech', 'orders'));
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
