<?php

/** Measures the parts that are named, or all, keeps each one's results, and tells all that are kept: bench.php [--quick] SMALL LARGE [PART…|tell]. Called by dev/bench.sh. */

declare(strict_types=1);

require __DIR__ . '/autoload.php';

use Waybill\Bench\Bench;
use Waybill\Bench\Parts;
use Waybill\Bench\Plots;
use Waybill\Bench\Report;

$arguments = array_slice($argv, 1);
$isQuick = '--quick' === $arguments[0];
if ($isQuick) {
    array_shift($arguments);
}
[$small, $large] = array_map(intval(...), array_splice($arguments, 0, 2));
$bench = new Bench($isQuick, $small, $large, (string) getenv('WAYBILL_SANDBOX_URL'));
$parts = [
    // Waybill's backfill beside the plain way, WooCommerce's webhooks, and the two limits.
    'speed' => new Parts\Speed($bench),
    // One backfill of the whole store: queueing, locks, memory, and how soon a new order arrives meanwhile.
    'million' => new Parts\Million($bench),
    // A small store and a large one, both storages.
    'growth' => new Parts\Growth($bench),
    // One, two and four; and the cost of a claim.
    'workers' => new Parts\Workers($bench),
    // Checkouts and page views, with and without.
    'shop' => new Parts\Shop($bench),
    // The database's plans.
    'queries' => new Parts\Queries($bench),
    // The extension's own benchmarks.
    'rust' => new Parts\Rust(),
];
if (['tell'] === $arguments) {
    $arguments = [];
} else {
    $bench->keep('environment', $bench->environment(), 0);
    $arguments = $arguments ?: array_keys($parts);
}
foreach ($arguments as $name) {
    $part = $parts[$name] ?? throw new InvalidArgumentException("There is no part $name; there are " . implode(', ', array_keys($parts)));
    $bench->say("== $name");
    $began = microtime(true);
    $results = $part->run();
    $bench->keep($name, $results, microtime(true) - $began);
}

$root = dirname(__DIR__, 2);
$report = new Report($bench, $parts);
$page = $report->page($isQuick ? new Plots($bench->file(''), '.local/bench') : new Plots("$root/docs/images", 'images'));
if (!$isQuick) {
    file_put_contents("$root/docs/performance.md", $page);
}
// @mago-expect lint:no-unescaped-output Text for a terminal, not for a page.
echo $page;
