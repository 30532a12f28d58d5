<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Diagnosis\Check;
use Waybill\Diagnosis\DatabaseCheck;
use Waybill\Diagnosis\Finding;
use Waybill\Diagnosis\ServerCheck;
use Waybill\Log;
use Waybill\OutboxDatabase;
use Waybill\Site;
use Waybill\Tests\Support\Store;
use Waybill\Tests\Support\TestCase;

/** What can be wrong with PHP and the database server themselves; the suite cli causes the rest from outside. */
final class DiagnosisTest extends TestCase
{
    public function test_clocks_that_disagree_are_found(): void
    {
        global $wpdb;
        self::assertSame('ok', self::levels($this->database($wpdb))['clock']);
        $wpdb->query('SET timestamp = ' . (time() + 300));
        $found = self::find($this->database($wpdb), 'clock');
        $wpdb->query('SET timestamp = DEFAULT');

        self::assertSame('warning', $found->level->value);
        self::assertMatchesRegularExpression('/(299|300|301) s ahead/', $found->sentence);
        self::assertStringContainsString('NTP', $found->remedyText());
    }

    /** @dataProvider servers */
    public function test_a_database_server_is_judged_by_its_name_and_version(string $server, string $sentence, string $version, string $skipsLocked): void
    {
        $levels = self::levels($check = $this->database(Store::server($server)));

        self::assertSame([$version, $skipsLocked], [$levels['database_server'], $levels['skip_locked']]);
        self::assertStringStartsWith($sentence, self::find($check, 'database_server')->sentence);
    }

    /** @return list<array{string, string, string, string}> */
    public static function servers(): array
    {
        return [
            ['5.5.5-10.11.6-MariaDB-0+deb12u1', 'MariaDB 10.11.6',  'ok',      'ok'],
            ['5.5.5-10.4.34-MariaDB',           'MariaDB 10.4.34',  'ok',      'warning'],
            ['5.5.5-10.3.39-MariaDB',           'MariaDB 10.3.39',  'warning', 'warning'],
            ['8.0.36',                          'MySQL 8.0.36',     'ok',      'ok'],
            ['5.7.44-log',                      'MySQL 5.7.44-log', 'warning', 'warning'],
        ];
    }

    public function test_too_little_memory_and_time_are_found(): void
    {
        $site = new Site($this->plugin->extension);
        $enough = self::levels(new ServerCheck($site, ini_get(...)));
        self::assertSame(['ok', 'ok'], [$enough['memory_limit'], $enough['max_execution_time']]);
        $settings = ['memory_limit' => '100M', 'max_execution_time' => '20'];
        $check = new ServerCheck($site, static fn(string $name): string => $settings[$name] ?? (string) ini_get($name));
        $levels = self::levels($check);
        $remedy = self::find($check, 'max_execution_time')->remedyText();

        self::assertSame(['warning', 'warning'], [$levels['memory_limit'], $levels['max_execution_time']]);
        self::assertStringContainsString('max_execution_time = 30', $remedy);
    }

    public function test_the_tick_notes_what_the_web_servers_php_is(): void
    {
        $this->plugin->watchdog->ticked();
        self::assertNull($this->plugin->watchdog->seenOnTheWeb(), 'This is the command line.');
        update_option('waybill_ticked_on_the_web', ['at' => time() - (2 * DAY_IN_SECONDS), 'sapi' => 'fpm-fcgi', 'extension' => '']);
        self::assertNull($this->plugin->watchdog->seenOnTheWeb(), 'Long ago.');
        update_option('waybill_ticked_on_the_web', ['at' => time(), 'sapi' => 'fpm-fcgi', 'extension' => '0.1.0']);
        self::assertSame('0.1.0', $this->plugin->watchdog->seenOnTheWeb()['extension'] ?? null);
    }

    private function database(\wpdb $db): DatabaseCheck
    {
        return new DatabaseCheck(new OutboxDatabase($db, new Log()), $this->plugin->schema);
    }

    /** @return array<string, string> What was looked at, and how it is. */
    private static function levels(Check $check): array
    {
        $levels = [];
        foreach ($check->findings() as $finding) {
            $levels[$finding->what] = $finding->level->value;
        }

        return $levels;
    }

    private static function find(Check $check, string $what): Finding
    {
        return array_column($check->findings(), null, 'what')[$what];
    }
}
