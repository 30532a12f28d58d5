<?php

/**
 * A run of chaos on the site of its environment: chaos.php --seed N --seconds N. Prints its seed, what was done and survived, and every promise that was broken; 0 where none was.
 * It loads no WordPress: what it does to the site, its child processes do.
 */

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

foreach (['WAYBILL_SITE_PATH', 'WAYBILL_SITE_URL', 'WAYBILL_SANDBOX_URL', 'WAYBILL_DB_SOCKET', 'WAYBILL_EXTENSION', 'WAYBILL_CHAOS_START_DATABASE'] as $name) {
    if ('' === (string) getenv($name)) {
        fwrite(STDERR, "$name is not set: run this through `make chaos` or dev/test.sh chaos\n");
        exit(2);
    }
}

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, __NAMESPACE__ . '\\')) {
        require __DIR__ . '/src/' . substr($class, strlen(__NAMESPACE__) + 1) . '.php';
    }
});

/** Of one promise, shown. */
const CASES = 10;

$options = getopt('', ['seed:', 'seconds:']);
$seed = (int) ($options['seed'] ?? 1);
$seconds = (int) ($options['seconds'] ?? 60);

printf("seed %d, %d s of chaos\n", $seed, $seconds);
$run = new Run($seed, $seconds);
$broken = $run->go();
fwrite(STDOUT, $run->report());
foreach ($broken as $promise => $cases) {
    printf("%s %s\n", [] === $cases ? 'kept  ' : 'BROKEN', $promise);
    array_map(static fn(string $case) => printf("         %s\n", $case), array_slice($cases, 0, CASES));
    if (count($cases) > CASES) {
        printf("         and %d more\n", count($cases) - CASES);
    }
}
$failed = count(array_filter($broken));
printf("%d promises kept, %d broken\n", count($broken) - $failed, $failed);
if ($failed > 0) {
    printf("Again: WAYBILL_CHAOS_SEED=%d WAYBILL_CHAOS_SECONDS=%d dev/test.sh chaos; what the processes noted lies in %s\n", $seed, $seconds, $run->directory);
    exit(1);
}
$run->forget();
