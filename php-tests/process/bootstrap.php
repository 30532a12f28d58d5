<?php

/** Loads no WordPress: these tests look at a site's processes from outside, over HTTP, its database, and programs that they start. */

declare(strict_types=1);

use Waybill\Tests\Process\Support\Site;

foreach (['WAYBILL_SITE_PATH', 'WAYBILL_SITE_LOG', 'WAYBILL_SITE_URL', 'WAYBILL_SANDBOX_URL', 'WAYBILL_DB_SOCKET', 'WAYBILL_EXTENSION'] as $name) {
    if ('' === (string) getenv($name)) {
        fwrite(STDERR, "$name is not set: run this suite through dev/test.sh\n");
        exit(2);
    }
}

spl_autoload_register(static function (string $class): void {
    $file = match (true) {
        str_starts_with($class, 'Waybill\\Tests\\Process\\') => __DIR__ . '/' . strtr(substr($class, 22), '\\', '/') . '.php',
        // Waiting and the sandbox are as in the other suites.
        str_starts_with($class, 'Waybill\\Tests\\Support\\') => __DIR__ . '/../unit/Support/' . substr($class, 22) . '.php',
        default => null,
    };
    if (null !== $file) {
        require $file;
    }
});

printf("ran on: %s\n", (new Site())->describe());
