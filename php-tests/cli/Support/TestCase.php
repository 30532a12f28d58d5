<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\Support;

use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\Site;
use Waybill\Tests\Support\Sandbox;

/** A store with both connections and no orders, and a sandbox that has received nothing. */
abstract class TestCase extends \PHPUnit\Framework\TestCase
{
    protected Sandbox $sandbox;

    protected Site $site;

    private \PDO $database;

    protected function setUp(): void
    {
        parent::setUp();
        $this->site = new Site();
        $this->sandbox = new Sandbox();
        $this->sandbox->clear();
        $this->database = new \PDO('mysql:unix_socket=' . getenv('WAYBILL_DB_SOCKET') . ';dbname=wordpress', 'root', '');
        self::program('fresh.php');
        $this->sandbox->clear();
    }

    protected function tearDown(): void
    {
        $this->sandbox->clear();
        // PHPUnit keeps every test to its end, and the database takes only so many connections.
        unset($this->database, $this->site);
        parent::tearDown();
    }

    /**
     * Orders of the status that both platforms take.
     *
     * @param 'heard'|'unheard' $how Queued, or as after an import that skips WooCommerce's hooks.
     * @return list<int> Their ids.
     */
    protected function orders(int $count, string $how = 'heard'): array
    {
        return json_decode(self::program('orders.php', $count, $how), true, 512, JSON_THROW_ON_ERROR);
    }

    protected static function program(string $name, string|int ...$arguments): string
    {
        return Program::run(dirname(__DIR__) . "/programs/$name", ...$arguments);
    }

    /** Skips a test of what WP-CLI's double does not have. */
    protected static function needWpCli(string $what): void
    {
        if (!Wp::isReal()) {
            fwrite(STDOUT, "\nskipped: $what belongs to WP-CLI itself, which is not to be had here\n");
            self::markTestSkipped("$what belongs to WP-CLI itself");
        }
    }

    /** Lets the time pass that deliveries wait for. */
    protected function makeDue(): void
    {
        $this->site->change('UPDATE wp_waybill_deliveries SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND');
    }

    /** Everything that the outbox and Waybill's options hold, as one text. */
    protected function state(): string
    {
        $state = '';
        foreach ([
            'SELECT * FROM wp_waybill_deliveries ORDER BY id',
            'SELECT * FROM wp_waybill_attempts ORDER BY id',
            "SELECT option_name, option_value FROM wp_options WHERE option_name LIKE '%waybill%' ORDER BY option_name",
        ] as $query) {
            $state .= json_encode($this->database->query($query)->fetchAll(\PDO::FETCH_ASSOC), JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE) . "\n";
        }

        return $state;
    }

    /** @return array<string, int> States to how many deliveries of this connection are in them. */
    protected function counts(string $connection): array
    {
        $counts = $this->database->prepare('SELECT state, COUNT(*) FROM wp_waybill_deliveries WHERE connection = ? GROUP BY state ORDER BY state');
        $counts->execute([$connection]);

        return array_map(intval(...), $counts->fetchAll(\PDO::FETCH_KEY_PAIR));
    }

    /** @return list<int> The orders that TrackingTech was sent, each as often as it was. */
    protected function taken(): array
    {
        return array_map(static fn(array $request): int => (int) $request['body']['orderId'], $this->sandbox->requests('trackingtech', 'orders'));
    }
}
