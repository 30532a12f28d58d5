<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Browser;
use Waybill\Tests\Process\Support\Fpm;
use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\TestCase;
use Waybill\Tests\Support\Wait;

/** PHP that has orders sent in the background, and ends without asking for the answer. */
final class AbandonedTest extends TestCase
{
    private const PROGRAM = __DIR__ . '/../programs/abandon.php';

    /** Far below the program's deadline of a minute. */
    private const AT_ONCE_S = 15;

    /** How late the platform answers: the second order would go out then. */
    private const LATE_MS = 400;

    private string $page;

    protected function setUp(): void
    {
        parent::setUp();
        $this->page = getenv('WAYBILL_SITE_PATH') . '/abandon.php';
        $code = sprintf(
            "<?php\nputenv(%s);\nrequire %s;\n",
            var_export('WAYBILL_SANDBOX_URL=' . getenv('WAYBILL_SANDBOX_URL'), true),
            var_export(self::PROGRAM, true),
        );
        file_put_contents($this->page, $code);
    }

    protected function tearDown(): void
    {
        unlink($this->page);
        parent::tearDown();
    }

    public function test_a_program_ends_at_once(): void
    {
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'hang']]);
        $began = microtime(true);

        self::assertSame('started', Program::run(self::PROGRAM));

        self::assertLessThan(self::AT_ONCE_S, microtime(true) - $began);
    }

    public function test_a_worker_serves_the_next_requests_and_ends_at_a_reload(): void
    {
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'hang']]);
        $fpm = new Fpm();
        $fpm->restart('--workers', '1');
        $log = $fpm->logSize();
        $workers = $fpm->workers();
        $began = microtime(true);

        $browser = new Browser();
        for ($n = 0; $n < 20; ++$n) {
            self::assertSame('started', $browser->ask('/abandon.php')->body);
        }
        self::assertSame($workers, $fpm->workers());
        $fpm->reload();
        Wait::until(static fn(): bool => $fpm->isRenewed($workers), self::AT_ONCE_S, 'PHP-FPM to replace its worker');

        self::assertSame('started', $browser->ask('/abandon.php')->body);
        self::assertLessThan(self::AT_ONCE_S, microtime(true) - $began);
        self::assertSame([], $fpm->crashes($log));
    }

    public function test_nothing_more_is_begun_once_the_request_has_ended(): void
    {
        (new Fpm())->restart();
        $this->sandbox->addFault(['endpoint' => 'orders', 'fault' => ['kind' => 'latency', 'ms' => self::LATE_MS]]);

        self::assertSame('started', (new Browser())->ask('/abandon.php')->body);
        // As long as both orders would take, and longer.
        usleep(4 * self::LATE_MS * 1000);

        $sent = array_map(static fn(array $request): int => $request['body']['orderId'], $this->sandbox->requests('trackingtech', 'orders'));
        self::assertNotContains(2, $sent);
    }
}
