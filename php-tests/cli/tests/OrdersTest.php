<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;

/** `wp waybill retry` and `reconcile`: what failed goes again, what was missed is found; a dry run changes nothing. */
final class OrdersTest extends TestCase
{
    public function test_named_orders_are_tried_again(): void
    {
        [$first, $second, $third] = $this->failed(3);
        $before = $this->state();
        $dry = Wp::run('retry', "--order=$first,$second", '--connection=trackingtech', '--dry-run', '--format=json');
        self::assertSame([['connection' => 'trackingtech', 'orders' => 2]], $dry->json());
        self::assertSame($before, $this->state());

        $run = Wp::run('retry', "--order=$first,$second", '--connection=trackingtech', '--format=json');
        self::assertSame($dry->json(), $run->json());
        self::assertSame(0, $run->exit);
        self::assertSame(['failed' => 1, 'pending' => 2], $this->counts('trackingtech'));
        self::assertSame('failed', $this->site->delivery('trackingtech', $third)['state']);
        self::assertSame(['failed' => 3], $this->counts('logistos'));
        Wp::run('drain', '--connection=trackingtech');
        self::assertEqualsCanonicalizing([$first, $second], array_keys($this->sandbox->orders('trackingtech')));
    }

    public function test_a_window_of_time_is_tried_again(): void
    {
        $ids = $this->failed(3);
        foreach ([3, 2, 1] as $n => $hours) {
            $this->site->change("UPDATE wp_waybill_deliveries SET updated_at = UTC_TIMESTAMP() - INTERVAL $hours HOUR WHERE order_id = {$ids[$n]}");
        }
        $window = ['--since=150 minutes ago', '--until=' . gmdate('Y-m-d\TH:i:s\Z', time() - (90 * 60)), '--format=json'];
        self::assertSame([1, 1], array_column(Wp::run('retry', ...$window, ...['--dry-run'])->json(), 'orders'));
        self::assertSame([1, 1], array_column(Wp::run('retry', ...$window)->json(), 'orders'));

        self::assertSame('pending', $this->site->delivery('logistos', $ids[1])['state']);
        self::assertSame(['failed' => 2, 'pending' => 1], $this->counts('logistos'));
    }

    public function test_all_that_failed_is_tried_again(): void
    {
        $this->failed(2);
        $run = Wp::run('retry');
        self::assertStringContainsString('wp waybill drain', $run->output);
        self::assertSame(['pending' => 2], $this->counts('logistos'));
        self::assertSame(['pending' => 2], $this->counts('trackingtech'));
    }

    public function test_those_of_a_paused_connection_are_kept_and_not_said_to_be_due(): void
    {
        $this->failed(2);
        self::program('fault.php', 'paused');
        $run = Wp::run('retry', '--connection=logistos');

        self::assertSame(0, $run->exit);
        self::assertStringContainsString('Logistos is paused or switched off: its orders are kept until it goes on.', $run->errors);
        self::assertStringNotContainsString('due now', $run->output);
        self::assertSame(['held' => 2], $this->counts('logistos'));
    }

    /** @dataProvider mistakes */
    public function test_what_makes_no_sense_is_an_error_and_changes_nothing(string $option): void
    {
        $this->failed(1);
        $before = $this->state();
        $run = Wp::run('retry', $option);

        self::assertSame(1, $run->exit);
        self::assertStringStartsWith('Error: ', $run->errors);
        self::assertSame($before, $this->state());
    }

    /** @return list<array{string}> */
    public static function mistakes(): array
    {
        return [
            ['--order=12,x'],
            ['--order=,'],
            ['--since=never'],
            ['--until=31 hours from Tuesdays'],
            ['--connection=acme'],
            ['--format=xml'],
        ];
    }

    public function test_orders_that_were_missed_are_found_and_a_dry_run_only_counts_them(): void
    {
        $this->orders(3, 'unheard');
        $before = $this->state();
        $dry = Wp::run('reconcile', '--dry-run', '--format=json');
        self::assertSame([['connection' => 'logistos', 'orders' => 3], ['connection' => 'trackingtech', 'orders' => 3]], $dry->json());
        self::assertSame($before, $this->state());

        self::assertSame([['connection' => 'trackingtech', 'orders' => 3]], Wp::run('reconcile', '--connection=trackingtech', '--format=json')->json());
        self::assertSame([], $this->counts('logistos'));
        self::assertSame([3, 0], array_column(Wp::run('reconcile', '--format=json')->json(), 'orders'));
        self::assertSame(['pending' => 3], $this->counts('logistos'));
        self::assertStringContainsString('No order was missed.', Wp::run('reconcile')->output);
    }

    public function test_where_nothing_is_looked_at_it_does_not_say_that_none_was_missed(): void
    {
        $this->orders(1, 'unheard');
        self::program('fault.php', 'elsewhere');
        Wp::run('connection', 'disconnect', 'trackingtech', '--yes');
        $run = Wp::run('reconcile');

        self::assertStringContainsString('Logistos is not looked at (elsewhere)', $run->errors);
        self::assertStringContainsString('TrackingTech is not looked at (off)', $run->errors);
        self::assertStringNotContainsString('No order was missed.', $run->output);
    }

    /** @return list<int> Orders that failed at both platforms. */
    private function failed(int $count): array
    {
        $ids = $this->orders($count);
        $this->site->change("UPDATE wp_waybill_deliveries SET state = 'failed', message = 'no', attempts = 1");

        return $ids;
    }
}
