<?php

declare(strict_types=1);

namespace Waybill\Cli;

use Waybill\Backfill;
use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\DeliveryState;
use Waybill\Observer;
use Waybill\OutboxFigures;
use Waybill\RuntimeCache;
use Waybill\Worker;

/** One run of `wp waybill drain`: the worker, again and again, or several of them, with a progress bar, until nothing waits, the time is over or a signal comes. */
final class Drain implements Observer
{
    /** Between two looks where something waits for later. */
    private const PAUSE_US = 1_000_000;

    private const NOTHING = ['delivered' => 0, 'later' => 0, 'failed' => 0];

    /** @var array{delivered: int, later: int, failed: int} */
    private array $became = self::NOTHING;

    private bool $stopped = false;

    private \cli\progress\Bar|\WP_CLI\NoOp $bar;

    private readonly ?Supervisor $supervisor;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly Console $console,
        private readonly Worker $worker,
        private readonly OutboxFigures $figures,
        private readonly Backfill $backfill,
        private readonly array $connections,
    ) {
        $this->bar = new \WP_CLI\NoOp();
        $this->supervisor = Supervisor::find();
    }

    /** @param float $until When it must be over, as `microtime(true)` counts. */
    public function run(float $until, bool $untilEmpty): void
    {
        $this->begin($untilEmpty);
        $this->worker->drain($until, $this->connections, $this);
        while ($this->goesOn() && microtime(true) < $until && ($this->isStillQueued() || $untilEmpty && $this->isSomethingLeft())) {
            usleep(self::PAUSE_US);
            $this->worker->drain($until, $this->connections, $this);
        }
        $this->conclude();
    }

    /**
     * Has so many workers do it, each in a process of its own; ends with an error where one of them ended as it should not.
     *
     * @param list<string> $options Those of the command, for each of them.
     */
    public function runBesideEachOther(int $workers, array $options, bool $untilEmpty): void
    {
        $this->begin($untilEmpty);
        try {
            $lost = (new WorkerPool($workers, $options))->run($this->count(...), $this->goesOn(...));
        } catch (\RuntimeException $error) {
            // translators: %s: a command line.
            \WP_CLI::error(sprintf(__('A worker could not be started: %s', 'waybill'), $error->getMessage()));
        }
        // A worker may have found a connection refused.
        RuntimeCache::flush();
        $this->conclude();
        if ($lost > 0) {
            \WP_CLI::error(sprintf(
                // translators: 1, 2: numbers of processes.
                __('%1$s of %2$s workers ended before their time. What they had in their hands comes back after two minutes.', 'waybill'),
                number_format_i18n($lost),
                number_format_i18n($workers),
            ));
        }
    }

    public function saw(array $results): void
    {
        $became = self::NOTHING;
        foreach ($results as $result) {
            $what = match ($result->state) {
                DeliveryState::Delivered => 'delivered',
                DeliveryState::Failed => 'failed',
                DeliveryState::Pending => $result->wasSent() ? 'later' : null,
                default => null,
            };
            if (null !== $what) {
                ++$became[$what];
            }
        }
        $this->count($became);
        $this->supervisor?->tell($became);
    }

    /** Signals are heard here alone, between two batches: the one that is under way is finished and recorded. */
    public function goesOn(): bool
    {
        if (function_exists('pcntl_signal_dispatch')) {
            pcntl_signal_dispatch();
        }

        return !$this->stopped && ($this->supervisor?->isThere() ?? true);
    }

    private function begin(bool $untilEmpty): void
    {
        $this->heedSignals();
        $waiting = $this->waiting();
        // translators: a progress bar's name.
        $this->bar = $this->console->bar(__('Sending', 'waybill'), $waiting['due'] + ($untilEmpty ? $waiting['later'] : 0));
    }

    /** @param array<string, int> $became How many orders of a batch. */
    private function count(array $became): void
    {
        foreach (array_keys($this->became) as $what) {
            $this->became[$what] += $became[$what] ?? 0;
        }
        $this->bar->tick(array_sum($became));
    }

    /** Without pcntl a signal ends PHP at once, and what it had in its hands comes back when its lease ends. */
    private function heedSignals(): void
    {
        if (!function_exists('pcntl_signal')) {
            return;
        }
        // Otherwise a signal would end the extension's wait in the middle of a batch.
        pcntl_async_signals(false);
        foreach ([SIGTERM, SIGINT] as $signal) {
            pcntl_signal($signal, function (): void {
                $this->stopped = true;
            });
        }
    }

    /** Another worker may be queueing a backfill's orders at this moment, and this one have found nothing yet. */
    private function isStillQueued(): bool
    {
        $ids = array_map(static fn(Connection $connection): string => $connection->id(), $this->connections);

        return in_array(Logistos::ID, $ids, true) && $this->backfill->isQueueing();
    }

    private function isSomethingLeft(): bool
    {
        return 0 < array_sum($this->waiting());
    }

    /** @return array{due: int, later: int, under_way: int} Of all connections together, by their states as other processes may have left them. */
    private function waiting(): array
    {
        $sum = ['due' => 0, 'later' => 0, 'under_way' => 0];
        foreach ($this->connections as $connection) {
            if (null !== $connection->pausedBecause()) {
                continue;
            }
            $queue = $this->figures->queue($connection->id());
            foreach (array_keys($sum) as $what) {
                $sum[$what] += $queue[$what];
            }
        }

        return $sum;
    }

    private function conclude(): void
    {
        $this->bar->finish();
        ['delivered' => $delivered, 'later' => $later, 'failed' => $failed] = $this->became;
        if ($this->stopped) {
            \WP_CLI::log(__('Stopped by a signal, after the batch that was under way.', 'waybill'));
        }
        foreach ($this->connections as $connection) {
            if (null !== $connection->pausedBecause()) {
                // translators: 1: the platform's name, 2: a word, such as "refused".
                \WP_CLI::warning(sprintf(
                    __('%1$s is paused (%2$s): its orders are kept.', 'waybill'),
                    $connection->label(),
                    (string) $connection->pausedBecause(),
                ));
            }
        }
        \WP_CLI::success(sprintf(
            // translators: 1 to 4: numbers of orders.
            __('%1$s delivered, %2$s to be tried again later, %3$s failed; %4$s left.', 'waybill'),
            number_format_i18n($delivered),
            number_format_i18n($later),
            number_format_i18n($failed),
            number_format_i18n(array_sum($this->waiting())),
        ));
    }
}
