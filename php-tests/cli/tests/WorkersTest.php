<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;
use Waybill\Tests\Support\Wait;

/** `wp waybill drain --workers=N`: several processes, one command. */
final class WorkersTest extends TestCase
{
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
        // More than both have on their way.
        $this->orders(1_000);
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

    public function test_a_signal_while_they_start_is_no_loss(): void
    {
        $drain = Wp::start('drain', '--workers=2', '--timeout=30', '--until-empty');
        Wait::until(static fn(): bool => 2 === count($drain->children()), 20, 'both workers', 0.005);
        foreach ($drain->children() as $worker) {
            posix_kill($worker, SIGINT);
        }
        $drain->signal(SIGINT);

        self::assertSame([0, ''], [($run = $drain->finish())->exit, $run->errors]);
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
        // What may have ended a worker goes out last.
        Wp::run('drain', '--connection=trackingtech', '--until-empty', '--timeout=60');
        self::assertSame(['delivered' => 200], $this->counts('trackingtech'));
        self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders('trackingtech')));
    }

    public function test_workers_whose_supervisor_is_killed_end_after_what_is_on_its_way(): void
    {
        // More than both have on their way.
        $this->orders(1_000);
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

    public function test_it_stays_while_another_queues_a_backfill(): void
    {
        $ids = $this->orders(3, 'unheard');
        Wp::run('backfill', 'start', '--yes');
        $lock = 'waybill_backfill_' . substr(md5('wordpress|wp_'), 0, 16);
        $this->site->change("DO GET_LOCK('$lock', 0)");
        $drain = Wp::start('drain', '--connection=logistos', '--workers=2', '--timeout=60');
        Wait::until(static fn(): bool => 2 === count($drain->children()), 20, 'both workers');
        // Longer than they need to find nothing.
        sleep(5);
        self::assertCount(2, $drain->children());
        $this->site->change("DO RELEASE_LOCK('$lock')");
        $run = $drain->finish();

        self::assertSame(0, $run->exit, $run->all());
        self::assertSame(['delivered' => 3], $this->counts('logistos'));
        self::assertEqualsCanonicalizing($ids, array_keys($this->sandbox->orders('logistos')));
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
}
