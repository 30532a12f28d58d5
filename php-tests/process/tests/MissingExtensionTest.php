<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Browser;
use Waybill\Tests\Process\Support\Fpm;
use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\Site;
use Waybill\Tests\Process\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** A server whose PHP does not load the extension yet: a merchant activates the plugin all the same, and orders come in. */
final class MissingExtensionTest extends TestCase
{
    private string $extra;

    protected function setUp(): void
    {
        parent::setUp();
        $this->extra = getenv('WAYBILL_SITE_PATH') . '/wp-config-extra.php';
        (new Fpm())->restart('--without-extension');
        // The merchant has agreed in advance: only so is there a connection to queue for.
        file_put_contents($this->extra, "<?php\ndefine('WAYBILL_LOGISTOS', true);\n");
        Program::runWithoutExtension(dirname(__DIR__) . '/programs/before-activation.php');
    }

    protected function tearDown(): void
    {
        unlink($this->extra);
        (new Fpm())->restart();
        parent::tearDown();
    }

    public function test_the_plugin_activates_says_what_to_do_keeps_the_orders_and_sends_them_once_the_extension_is_loaded(): void
    {
        $site = new Site();
        $merchant = $this->logIn();
        $plugins = html_entity_decode($merchant->ask('/wp-admin/plugins.php')->body);
        self::assertSame(1, preg_match('/href="(plugins\.php\?action=activate&plugin=waybill%2Fwaybill\.php[^"]*)"/', $plugins, $link));

        $activated = $merchant->ask("/wp-admin/$link[1]");
        self::assertSame(302, $activated->status, $activated->body);
        self::assertStringContainsString('activate=true', $activated->headers['location']);

        $notice = html_entity_decode($merchant->ask('/wp-admin/plugins.php?activate=true')->body);
        self::assertStringContainsString('Plugin activated.', $notice);
        self::assertStringContainsString('Orders are kept safely meanwhile', $notice);
        $file = realpath(getenv('WAYBILL_SITE_PATH') . '/wp-content/plugins/waybill') . '/native/php_waybill-' . $this->build() . '.so';
        foreach ([$file, "{$this->iniDirectory()}/30-waybill.ini", "extension=$file", "systemctl restart {$this->service()}"] as $step) {
            self::assertStringContainsString("<code>$step</code>", $notice);
        }

        $order = $site->orderByRest();
        self::assertSame(201, $order->status, $order->body);
        $orderId = (int) $order->json()['id'];
        self::assertSame('pending', $site->delivery('logistos', $orderId)['state']);
        self::assertSame([], $this->sandbox->requests('logistos'));

        (new Fpm())->restart();
        // The order has rested by now, and a tick is due.
        $site->change('UPDATE wp_waybill_deliveries SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND');
        $site->change('UPDATE wp_actionscheduler_actions SET scheduled_date_gmt = UTC_TIMESTAMP() WHERE hook = "waybill_tick" AND status = "pending"');
        // WordPress' own cron, which starts Action Scheduler once a minute.
        Wait::until(
            function () use ($orderId, $merchant): bool {
                $merchant->ask('/wp-cron.php');

                return isset($this->sandbox->orders('logistos')[$orderId]);
            },
            90,
            'the order that waited',
            every: 0.5,
        );
        self::assertSame('delivered', $site->delivery('logistos', $orderId)['state']);
        self::assertStringNotContainsString('30-waybill.ini', $merchant->ask('/wp-admin/plugins.php')->body);
    }

    private function logIn(): Browser
    {
        $browser = new Browser();
        $browser->ask('/wp-login.php');
        $answer = $browser->ask(
            '/wp-login.php',
            [],
            [
                'log' => (string) getenv('WAYBILL_ADMIN_USER'),
                'pwd' => (string) getenv('WAYBILL_ADMIN_PASSWORD'),
                'testcookie' => '1',
            ],
        );
        self::assertSame(302, $answer->status, $answer->body);
        // The page where logging in leads: from there WooCommerce sends a new store's owner to its own welcome, once.
        $browser->ask('/wp-admin/');

        return $browser;
    }

    /** The version, PHP, processor and C library of the file that fits; Debian's PHP is built for glibc and not thread-safe. */
    private function build(): string
    {
        preg_match("/const VERSION = '([^']+)'/", (string) file_get_contents(dirname(__DIR__, 3) . '/plugin/src/Plugin.php'), $version);

        return sprintf('%s_php%s-%s-linux-glibc-nts', $version[1], self::series(), trim((string) exec('uname -m')));
    }

    /** The ini directory that PHP-FPM, not this PHP, says it scans. */
    private function iniDirectory(): string
    {
        preg_match('/^Scan this dir for additional \.ini files => (.+)$/m', implode("\n", self::fpmInfo()), $found);

        return $found[1];
    }

    /** Debian's name for the service. */
    private function service(): string
    {
        return 'php' . self::series() . '-fpm';
    }

    private static function series(): string
    {
        return PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION;
    }

    /** @return list<string> */
    private static function fpmInfo(): array
    {
        exec('php-fpm' . self::series() . ' -i', $lines);

        return $lines;
    }
}
