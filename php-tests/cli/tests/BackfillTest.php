<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;

/** `wp waybill backfill`: counted first, asked for, and in hand while it runs. */
final class BackfillTest extends TestCase
{
    public function test_a_dry_run_counts_by_status_and_changes_nothing(): void
    {
        $this->orders(3, 'unheard');
        $before = $this->state();
        self::assertSame([['status' => 'processing', 'orders' => 3]], Wp::run('backfill', 'start', '--dry-run', '--format=json')->json());
        self::assertSame($before, $this->state());
    }

    public function test_it_asks_first(): void
    {
        $this->orders(1, 'unheard');
        $before = $this->state();
        // Nobody answers.
        self::assertStringContainsString('Send 1 order to Logistos? [y/n]', Wp::run('backfill', 'start')->output);
        self::assertSame($before, $this->state());
    }

    public function test_it_is_begun_paused_resumed_and_done(): void
    {
        $this->orders(3, 'unheard');
        self::assertSame(0, Wp::run('backfill', 'start', '--yes')->exit);
        self::assertSame(['running', 3], $this->status('state', 'total'));
        self::assertSame(0, Wp::run('backfill', 'pause')->exit);
        Wp::run('drain');
        self::assertSame(['paused', 0], $this->status('state', 'delivered'));
        self::assertSame([], $this->sandbox->orders('logistos'));
        self::assertSame(0, Wp::run('backfill', 'resume')->exit);
        Wp::run('drain');
        self::assertSame(['done', 3, 3, 0], $this->status('state', 'total', 'delivered', 'failed'));
        self::assertCount(3, $this->sandbox->orders('logistos'));
        self::assertSame(0, Wp::run('backfill', 'status', '--watch')->exit, 'What is over needs no watching.');
    }

    public function test_nobody_watches_what_cannot_move(): void
    {
        $this->orders(2, 'unheard');
        Wp::run('backfill', 'start', '--yes');
        self::program('fault.php', 'paused');
        $run = Wp::run('backfill', 'status', '--watch', '--format=json');
        self::assertSame(0, $run->exit);
        self::assertStringContainsString('Logistos is paused (refused): its orders are kept.', $run->errors);

        Wp::run('connection', 'disconnect', 'logistos', '--yes');
        self::assertStringContainsString('Logistos is switched off', Wp::run('backfill', 'status', '--watch', '--format=json')->errors);
    }

    public function test_it_is_cancelled(): void
    {
        $this->orders(3, 'unheard');
        Wp::run('backfill', 'start', '--yes');
        self::assertSame(0, Wp::run('backfill', 'cancel', '--yes')->exit);
        Wp::run('drain');

        self::assertSame(['cancelled'], $this->status('state'));
        self::assertSame([], $this->sandbox->orders('logistos'));
        $run = Wp::run('backfill', 'pause');
        self::assertSame(1, $run->exit);
        self::assertStringContainsString('wp waybill backfill status', $run->errors);
    }

    public function test_several_drains_at_once_finish_it_sooner_and_send_nothing_twice(): void
    {
        $ids = $this->orders(350, 'unheard');
        Wp::run('backfill', 'start', '--yes');
        $drains = array_map(static fn() => Wp::start('drain', '--connection=logistos'), range(1, 3));
        $watch = Wp::start('backfill', 'status', '--watch', '--format=json');
        foreach ($drains as $drain) {
            self::assertSame(0, $drain->finish()->exit);
        }

        $seen = $watch->finish();
        self::assertSame(0, $seen->exit, $seen->all());
        self::assertSame(['done', 350], $this->status('state', 'delivered'));
        $sent = array_merge(...array_map(
            static fn(array $request): array => array_column($request['body']['orders'], 'id'),
            $this->sandbox->requests('logistos', 'orders'),
        ));
        self::assertEqualsCanonicalizing($ids, $sent);
    }

    /** @return list<mixed> */
    private function status(string ...$fields): array
    {
        $progress = Wp::run('backfill', 'status', '--format=json')->json()[0];

        return array_map(static fn(string $field): mixed => $progress[$field], $fields);
    }
}
