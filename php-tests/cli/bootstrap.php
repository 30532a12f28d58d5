<?php

/** Loads no WordPress: these tests run commands as an administrator does, and look at what they print, leave behind and end with. */

declare(strict_types=1);

use Waybill\Tests\Cli\Support\Wp;
use Waybill\Tests\Process\Support\Site;

foreach (['WAYBILL_SITE_PATH', 'WAYBILL_SITE_URL', 'WAYBILL_SANDBOX_URL', 'WAYBILL_DB_SOCKET', 'WAYBILL_EXTENSION', 'WAYBILL_WP'] as $name) {
    if ('' === (string) getenv($name)) {
        fwrite(STDERR, "$name is not set: run this suite through dev/test.sh\n");
        exit(2);
    }
}

spl_autoload_register(static function (string $class): void {
    $file = match (true) {
        str_starts_with($class, 'Waybill\\Tests\\Cli\\') => __DIR__ . '/' . strtr(substr($class, 18), '\\', '/') . '.php',
        // Programs are as in the suite of processes; waiting and the sandbox as in all.
        str_starts_with($class, 'Waybill\\Tests\\Process\\') => __DIR__ . '/../process/' . strtr(substr($class, 22), '\\', '/') . '.php',
        str_starts_with($class, 'Waybill\\Tests\\Support\\') => __DIR__ . '/../unit/Support/' . substr($class, 22) . '.php',
        default => null,
    };
    if (null !== $file) {
        require $file;
    }
});

printf("ran on: %s, %s\n", Wp::describe(), (new Site())->describe());
