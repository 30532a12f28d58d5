<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;

/** `wp waybill status`: numbers, formats, and what a script learns from its end. */
final class StatusTest extends TestCase
{
    public function test_where_all_is_on_its_way_it_ends_with_0(): void
    {
        $this->orders(2);
        $run = Wp::run('status', '--format=json');

        self::assertSame([0, ''], [$run->exit, $run->errors]);
        $rows = $run->by('connection');
        self::assertSame(['logistos', 'trackingtech'], array_keys($rows));
        self::assertSame(['open', '', 2, 0, ''], self::of($rows['trackingtech'], 'state', 'paused_because', 'later', 'delivered', 'attention'));
        self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/', $rows['trackingtech']['next_attempt_at']);
    }

    public function test_it_says_what_needs_attention_and_ends_with_2(): void
    {
        $this->orders(2);
        $this->site->change("UPDATE wp_waybill_deliveries SET state = 'failed', message = 'no such product' WHERE connection = 'trackingtech'");
        self::program('fault.php', 'paused');
        $run = Wp::run('status', '--format=json');

        self::assertSame(2, $run->exit);
        $rows = $run->by('connection');
        self::assertSame(['paused', 'refused', 'connection'], self::of($rows['logistos'], 'state', 'paused_because', 'attention'));
        self::assertSame(['open', 2, 'failed'], self::of($rows['trackingtech'], 'state', 'failed', 'attention'));
        self::assertSame(2, Wp::run('status', '--connection=trackingtech', '--format=count')->exit);
        $table = Wp::run('status');
        self::assertStringContainsString('no such product', $table->errors, 'For a person it says so in sentences, too.');
        self::assertStringNotContainsString('no such product', $table->output);
    }

    public function test_what_stops_every_connection_stands_beside_each(): void
    {
        $run = Wp::runIn([], 'status', '--format=json');
        self::assertSame([2, ['extension', 'extension']], [$run->exit, array_column($run->json(), 'attention')]);

        self::program('fault.php', 'no tick');
        $run = Wp::run('status', '--format=json');
        self::assertSame([2, ['tick', 'tick']], [$run->exit, array_column($run->json(), 'attention')]);
    }

    public function test_zeros_of_a_table_that_is_gone_are_no_good_news(): void
    {
        $this->site->change('DROP TABLE wp_waybill_deliveries');
        $run = Wp::run('status', '--format=json');

        self::assertSame([2, ['tables', 'tables']], [$run->exit, array_column($run->json(), 'attention')]);
    }

    public function test_a_connection_is_shown_alone_and_one_that_is_unknown_is_an_error(): void
    {
        $run = Wp::run('status', '--connection=logistos', '--format=json');
        self::assertSame(['logistos'], array_column($run->json(), 'connection'));
        $run = Wp::run('status', '--connection=acme');
        self::assertSame(1, $run->exit);
        self::assertStringContainsString('There are: logistos, trackingtech.', $run->errors);
    }

    public function test_every_format_holds_the_same(): void
    {
        $fields = '--fields=connection,state,delivered';
        $expected = [['connection' => 'logistos', 'state' => 'open', 'delivered' => 0], ['connection' => 'trackingtech', 'state' => 'open', 'delivered' => 0]];

        self::assertSame($expected, Wp::run('status', $fields, '--format=json')->json());
        self::assertEquals($expected, Wp::run('status', $fields, '--format=csv')->csv());
        self::assertSame('2', trim(Wp::run('status', $fields, '--format=count')->output));
        foreach (['table', 'yaml'] as $format) {
            $output = Wp::run('status', $fields, "--format=$format")->output;
            self::assertStringContainsString('trackingtech', $output);
            self::assertStringContainsString('delivered', $output);
        }
        self::assertSame(1, Wp::run('status', '--format=xml')->exit);
        self::assertSame(1, Wp::run('status', '--fields=nothing')->exit);
        self::assertSame(1, Wp::run('status', '--no-such-option')->exit);
    }

    public function test_the_help_names_options_and_examples(): void
    {
        self::needWpCli('wp help');
        foreach (['status', 'doctor', 'drain', 'retry', 'reconcile', 'backfill start', 'connection disconnect'] as $command) {
            $help = Wp::runOther('help', 'waybill', ...explode(' ', $command));
            self::assertSame(0, $help->exit, $help->errors);
            foreach (['SYNOPSIS', "wp waybill $command", 'OPTIONS', 'EXAMPLES'] as $part) {
                self::assertStringContainsString($part, $help->output, $command);
            }
        }
        self::assertStringContainsString('End after this time', Wp::runOther('help', 'waybill', 'drain')->output);
        self::assertStringContainsString('status', Wp::runOther('help', 'waybill')->output);
    }

    /** @return list<mixed> */
    private static function of(array $row, string ...$fields): array
    {
        return array_map(static fn(string $field): mixed => $row[$field], $fields);
    }
}
