<?php

/**
 * Waits for a platform that does not answer, and says how the wait ended. interrupt.php alarm|sigterm|time-limit deliver|background|call: an alarm after a second, a signal
 * from outside (once "waiting" is printed), or PHP's time limit of a second.
 */

declare(strict_types=1);

require __DIR__ . '/native.php';

[, $how, $function] = $argv;
/** Far beyond the interruption; near, where only the deadline ends the wait. */
$deadlineMs = 'time-limit' === $how ? 2000 : 20_000;

$heard = null;
pcntl_async_signals(true);
foreach ([SIGALRM, SIGTERM] as $signal) {
    pcntl_signal($signal, static function (int $signal) use (&$heard): void {
        $heard = $signal;
    });
}
if ('alarm' === $how) {
    pcntl_alarm(1);
}
if ('time-limit' === $how) {
    set_time_limit(1);
}

$began = microtime(true);
// TrackingTech takes an order at a time: the first is under way when the end comes, the second not begun.
$answer = match ($function) {
    'deliver' => deliver('trackingtech', $deadlineMs, 1, 2),
    'background' => finish(start('trackingtech', $deadlineMs, 1, 2)),
    'call' => json_decode(
        Waybill\Native\call(json_encode(request('trackingtech', $deadlineMs) + ['step' => 'resolve', 'input' => ['code' => 'CHILE-01']], JSON_THROW_ON_ERROR)),
        true,
        512,
        JSON_THROW_ON_ERROR,
    ),
};
report(['seconds' => microtime(true) - $began, 'heard' => $heard, 'answer' => $answer]);
