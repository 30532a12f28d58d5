<?php

declare(strict_types=1);

namespace Waybill\Tests\Cli\tests;

use Waybill\Tests\Cli\Support\TestCase;
use Waybill\Tests\Cli\Support\Wp;

/** `wp waybill doctor`: on a healthy store nothing, and each fault that is caused on purpose, with what to do about it. */
final class DoctorTest extends TestCase
{
    private const EXTRA = '/wp-config-extra.php';
    private const MU_PLUGIN = '/wp-content/mu-plugins/fault.php';

    protected function tearDown(): void
    {
        foreach ([self::EXTRA, self::MU_PLUGIN] as $file) {
            if (is_file(self::path($file))) {
                unlink(self::path($file));
            }
        }
        parent::tearDown();
    }

    public function test_on_a_healthy_store_all_is_well_and_nothing_changes(): void
    {
        $before = $this->state();
        $run = Wp::run('doctor', '--format=json');

        self::assertSame(0, $run->exit, $run->all());
        self::assertSame([], array_values(array_filter($run->json(), static fn(array $row): bool => 'ok' !== $row['status'])));
        self::assertSame($before, $this->state());
        $checks = array_column($run->json(), 'check');
        foreach ([
            'extension.extension',
            'server.php',
            'store.salts',
            'database.tables',
            'background.tick',
            'connections.connection',
            'orders.reconcile',
            'network.loopback',
            'network.reach',
        ] as $check) {
            self::assertContains($check, $checks);
        }
        self::assertStringContainsString('All is well.', Wp::run('doctor')->output);
        self::assertSame('0', trim(Wp::run('doctor', '--bad', '--format=count')->output));
    }

    public function test_offline_nobody_is_asked(): void
    {
        $run = Wp::run('doctor', '--offline', '--format=csv');

        self::assertSame([], array_filter($run->csv(), static fn(array $row): bool => str_starts_with($row['check'], 'network.')));
        self::assertSame([], $this->sandbox->requests('trackingtech'));
    }

    /**
     * @dataProvider faults
     * @param string|list<string> $fault SQL; a word of fault.php; or "config:", "mu-plugin:" and PHP code; a list: options of PHP.
     * @param 'warning'|'error' $status
     */
    public function test_it_finds_a_fault_and_says_what_to_do(string|array $fault, string $check, string $status, string $remedy, string $mend = ''): void
    {
        $php = $this->cause($fault);
        try {
            $network = str_starts_with($check, 'network.') ? [] : ['--offline'];
            $run = Wp::runIn($php, 'doctor', '--bad', '--format=json', ...$network);
            $found = array_values(array_filter($run->json(), static fn(array $row): bool => $check === $row['check']));

            self::assertNotSame([], $found, $run->all());
            self::assertSame($status, $found[0]['status']);
            self::assertStringContainsString($remedy, $found[0]['remedy']);
            self::assertSame('error' === $status ? 2 : 0, $run->exit, $run->all());
            self::assertSame([$check], array_values(array_unique(array_column($run->json(), 'check'))), 'Nothing else is wrong.');
        } finally {
            if ('' !== $mend) {
                $this->site->change($mend);
            }
        }
    }

    /** @return array<string, array{string|list<string>, string, string, string, 4?: string}> */
    public static function faults(): array
    {
        $extension = ['-d', 'extension=' . getenv('WAYBILL_EXTENSION')];

        return [
            'the extension is not loaded' => [[], 'extension.extension', 'error', 'extension='],
            'the web server\'s PHP has no extension' => ['no extension on the web', 'extension.extension_web', 'error', 'Site Health'],
            'a function is disabled' => [[...$extension, '-d', 'disable_functions=pcntl_signal'], 'server.disable_functions', 'warning', 'php.ini'],
            'the bundle of certificates is gone' => [[...$extension, '-d', 'openssl.cafile=/nowhere/ca.pem'], 'server.ca_bundle', 'warning', 'openssl.cafile'],
            'logs cannot be written' => ["config:define('WC_LOG_DIR', '/dev/null/waybill/logs/');", 'store.log', 'warning', 'the right to write'],
            'a table is missing' => [
                'RENAME TABLE wp_waybill_attempts TO wp_waybill_gone',
                'database.tables',
                'error',
                'activate it again',
                'RENAME TABLE wp_waybill_gone TO wp_waybill_attempts',
            ],
            'a column is missing' => [
                'ALTER TABLE wp_waybill_deliveries DROP COLUMN crashes',
                'database.tables',
                'error',
                'activate it again',
            ],
            'an index is missing' => ['ALTER TABLE wp_waybill_deliveries DROP KEY suspects', 'database.tables', 'error', 'activate it again'],
            'a table is not InnoDB\'s' => [
                'ALTER TABLE wp_waybill_circuits ENGINE=MyISAM',
                'database.innodb',
                'error',
                'ALTER TABLE wp_waybill_circuits ENGINE=InnoDB;',
            ],
            'the background stands still' => ['no tick', 'background.tick', 'error', 'wp-cron.php'],
            'a recurring action is gone' => ['no actions', 'background.actions', 'error', 'wp-admin'],
            'an action has failed' => ['action failed', 'background.action_failures', 'warning', 'status=failed'],
            'a connection is paused' => ['paused', 'connections.connection', 'error', 'page=waybill'],
            'this is a copy of the store' => ['elsewhere', 'connections.connection', 'error', 'page=waybill'],
            'the login has run out' => ['token expired', 'connections.connection', 'error', 'page=waybill'],
            'the login runs out soon' => ['token expires soon', 'connections.login', 'warning', 'page=waybill'],
            'Logistos has no key' => ['key not taken', 'connections.setup', 'warning', 'page=waybill'],
            'nobody looked for missed orders' => ['no look for missed orders', 'orders.reconcile', 'warning', 'wp waybill reconcile'],
            'orders are overdue' => [self::delivery('pending', 'UTC_TIMESTAMP() - INTERVAL 1 HOUR'), 'orders.overdue', 'warning', 'wp waybill drain'],
            'orders have failed' => [self::delivery('failed', 'UTC_TIMESTAMP()'), 'orders.failed', 'warning', 'wp waybill retry --connection=logistos'],
            'a platform does not answer' => [
                "INSERT INTO wp_waybill_circuits (connection, failures, backoff_s, opened_at, probe_at) VALUES ('logistos', 5, 15, UTC_TIMESTAMP(), UTC_TIMESTAMP())",
                'orders.circuit',
                'warning',
                'wp waybill connection test logistos',
            ],
            'nobody listens at the address' => ['nobody listens', 'network.reach', 'error', 'curl -v'],
            'the name is not known' => ['name unknown', 'network.reach', 'error', 'getent hosts platform.invalid'],
            'no secure connection is made' => ['no tls', 'network.reach', 'error', 'curl -v'],
            'an address is not https' => ['address not https', 'network.address', 'error', 'https'],
            'the site cannot call itself' => [
                'mu-plugin:add_filter(\'pre_http_request\', static fn($answer, $args, $url) => str_contains($url, \'wp-cron\') ? new WP_Error(\'no\', \'blocked\') : $answer, 10, 3);',
                'network.loopback',
                'warning',
                'wp cron event run --due-now',
            ],
        ];
    }

    public function test_a_warning_ends_it_with_2_only_where_that_is_asked_for_and_a_person_reads_what_to_do(): void
    {
        self::program('fault.php', 'no look for missed orders');
        $run = Wp::run('doctor', '--offline', '--bad');
        self::assertSame(0, $run->exit);
        self::assertStringContainsString("What to do:\n  orders.reconcile\n    Look now: wp waybill reconcile", $run->output);

        self::assertSame(2, Wp::run('doctor', '--offline', '--strict', '--format=count')->exit);
    }

    /** A secret that cannot be opened stands in the way twice: nothing is sent, and the platform would not have the login. */
    public function test_it_finds_a_secret_that_cannot_be_opened(): void
    {
        self::program('fault.php', 'secret lost');
        $run = Wp::run('doctor', '--bad', '--offline', '--format=json');

        self::assertSame(2, $run->exit);
        self::assertSame(['connections.connection'], array_column($run->json(), 'check'));
        self::assertStringContainsString('cannot be read any more', $run->json()[0]['finding']);
    }

    private static function delivery(string $state, string $due): string
    {
        return "INSERT INTO wp_waybill_deliveries (connection, order_id, state, idempotency_key, next_attempt_at, created_at, updated_at)
            VALUES ('logistos', 999999, '$state', REPEAT('0', 32), $due, UTC_TIMESTAMP(), UTC_TIMESTAMP())";
    }

    /**
     * @param string|list<string> $fault
     * @return list<string> The options of the PHP to run in.
     */
    private function cause(string|array $fault): array
    {
        if (is_array($fault)) {
            return $fault;
        }
        match (true) {
            str_starts_with($fault, 'config:') => self::write(self::EXTRA, substr($fault, 7)),
            str_starts_with($fault, 'mu-plugin:') => self::write(self::MU_PLUGIN, substr($fault, 10)),
            1 === preg_match('/^[A-Z]+ /', $fault) => $this->site->change($fault),
            default => self::program('fault.php', $fault),
        };

        return ['-d', 'extension=' . getenv('WAYBILL_EXTENSION')];
    }

    private static function write(string $file, string $code): void
    {
        if (!is_dir(dirname(self::path($file)))) {
            mkdir(dirname(self::path($file)));
        }
        file_put_contents(self::path($file), "<?php\n$code\n");
    }

    private static function path(string $file): string
    {
        return getenv('WAYBILL_SITE_PATH') . $file;
    }
}
