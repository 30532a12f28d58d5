<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;

/** `wp waybill connection`: listed without secrets, tried without orders, ended only when asked for. */
final class ConnectionTest extends TestCase
{
    public function test_they_are_listed_without_their_secrets(): void
    {
        $run = Wp::run('connection', 'list', '--format=json');

        self::assertSame(0, $run->exit);
        $rows = $run->by('connection');
        self::assertSame(['open', 'open'], array_column($rows, 'state'));
        self::assertSame($this->sandbox->url, $rows['trackingtech']['addresses']);
        self::assertSame(['16', '64'], array_column($rows, 'concurrency'), 'As long as nobody has set another ceiling.');
        self::assertSame(1, Wp::run('connection', 'list', '--fields=token')->exit);
        $printed = $run->all() . Wp::run('doctor', '--format=json')->all() . Wp::run('status', '--format=json')->all() . Wp::run('connection', 'test')->all();
        $secrets = json_decode(self::program('secrets.php'), true, 512, JSON_THROW_ON_ERROR);
        self::assertNotSame([], $secrets);
        foreach ($secrets as $secret) {
            self::assertStringNotContainsString($secret, $printed);
        }
    }

    public function test_a_connection_that_stands_is_tried_without_an_order(): void
    {
        $this->orders(1);
        $this->makeDue();
        $before = $this->state();
        $run = Wp::run('connection', 'test', '--format=json');

        self::assertSame(0, $run->exit, $run->all());
        self::assertSame(['reach', 'reach', 'login'], array_column($run->json(), 'check'));
        self::assertSame(['ok'], array_values(array_unique(array_column($run->json(), 'status'))));
        self::assertSame($before, $this->state());
        self::assertSame([], $this->sandbox->requests('trackingtech', 'orders'));
    }

    public function test_one_that_is_refused_ends_with_2_and_says_what_to_do(): void
    {
        $this->sandbox->addFault(['platform' => 'trackingtech', 'endpoint' => 'stores', 'fault' => ['kind' => 'status', 'status' => 401]]);
        $run = Wp::run('connection', 'test', 'trackingtech', '--format=json', '--fields=check,status,finding');

        self::assertSame(2, $run->exit);
        self::assertSame(['ok', 'error'], array_column($run->json(), 'status'));
        self::assertStringContainsString('Connect again', $run->json()[1]['finding']);
    }

    public function test_of_one_that_is_not_made_or_a_copy_s_nobody_is_asked(): void
    {
        Wp::run('connection', 'disconnect', 'trackingtech', '--yes');
        self::program('fault.php', 'elsewhere');
        foreach (['trackingtech' => 'is not connected', 'logistos' => 'a copy of the store'] as $connection => $sentence) {
            $run = Wp::run('connection', 'test', $connection, '--format=json');

            self::assertSame([2, ['connection']], [$run->exit, array_column($run->json(), 'check')], $connection);
            self::assertStringContainsString($sentence, $run->json()[0]['finding']);
        }
    }

    public function test_without_the_extension_none_can_be_tried(): void
    {
        $run = Wp::runIn([], 'connection', 'test', '--format=json');

        self::assertSame([2, ['connection', 'connection']], [$run->exit, array_column($run->json(), 'check')]);
        self::assertStringContainsString('extension is not loaded', $run->json()[0]['finding']);
    }

    public function test_disconnecting_asks_first(): void
    {
        $before = $this->state();
        self::assertStringContainsString('Disconnect TrackingTech?', Wp::run('connection', 'disconnect', 'trackingtech')->output);
        self::assertSame($before, $this->state());
    }

    public function test_trackingtech_is_told_and_forgotten(): void
    {
        $this->orders(1);
        $run = Wp::run('connection', 'disconnect', 'trackingtech', '--yes');

        self::assertSame(0, $run->exit);
        self::assertCount(1, $this->sandbox->requests('trackingtech', 'uninstall'));
        self::assertSame('off', Wp::run('connection', 'list', '--format=json')->by('connection')['trackingtech']['state']);
        self::assertSame(['held' => 1], $this->counts('trackingtech'));
        self::assertStringContainsString('not connected', Wp::run('connection', 'disconnect', 'trackingtech', '--yes')->output);
    }

    public function test_logistos_is_switched_off(): void
    {
        self::assertSame(0, Wp::run('connection', 'disconnect', 'logistos', '--yes')->exit);
        self::assertSame('off', Wp::run('connection', 'list', '--format=json')->by('connection')['logistos']['state']);
        $this->orders(1);
        self::assertSame([], $this->counts('logistos'));
        self::assertSame(1, Wp::run('connection', 'disconnect')->exit);
    }
}
