<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\Program;
use Waybill\Tests\Process\Support\TestCase;

/** What PHP tells of the extension to whoever asks. */
final class InfoTest extends TestCase
{
    public function test_phpinfo_shows_the_version_and_nothing_secret(): void
    {
        $info = Program::run(dirname(__DIR__) . '/programs/info.php');

        self::assertCount(1, $this->sandbox->requests('trackingtech', 'orders'));
        self::assertMatchesRegularExpression('/\nwaybill\n\nVersion => ' . preg_quote(self::version(), '/') . '\n\n/', $info);
        self::assertStringNotContainsString('token-that-nobody-may-see', $info);
        self::assertStringNotContainsString('wb1:', $info);
    }

    public function test_php_ri_names_the_version_and_nothing_else(): void
    {
        exec(PHP_BINARY . ' -d extension=' . escapeshellarg((string) getenv('WAYBILL_EXTENSION')) . ' --ri waybill', $lines, $status);

        self::assertSame(0, $status);
        self::assertSame(['waybill', 'Version => ' . self::version()], array_values(array_filter($lines)));
    }

    /** The one place of the version. */
    private static function version(): string
    {
        preg_match("/const VERSION = '([^']+)'/", (string) file_get_contents(dirname(__DIR__, 3) . '/plugin/src/Plugin.php'), $version);

        return $version[1];
    }
}
