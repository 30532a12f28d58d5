<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Connection\LogistosCredentials;

/** One run of everything that is to be done in the background. Any number of them may run at once. */
final class Worker
{
    /** Action Scheduler gives an action 30 s. */
    public const SECONDS = 20.0;

    /** For what is on its way when the time is over: an answer that is not waited for costs an attempt. */
    private const LANDING_S = 5.0;

    /** Kept for what ended a worker before, and may do so again: after everything else. */
    private const SUSPECTS_S = 5.0;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OutboxClaims $claims,
        private readonly Deliverer $deliverer,
        private readonly Backfill $backfill,
        private readonly LogistosCredentials $credentials,
        private readonly Extension $extension,
        private readonly Scheduler $scheduler,
        private readonly Log $log,
    ) {}

    /** Never throws: an action that fails five times would end the tick. */
    public function run(float $seconds = self::SECONDS): void
    {
        try {
            if ($this->work(microtime(true) + $seconds, $this->connections)) {
                $this->scheduler->goOn();
            }
        } catch (\Throwable $error) {
            $this->log->error('The worker stopped: {where}', ['where' => Log::where($error)]);
        }
    }

    /**
     * As many runs as it takes, in a process of its own.
     *
     * @param float $until When it must be over, as `microtime(true)` counts.
     * @param list<Connection> $connections Those to deliver to.
     */
    public function drain(float $until, array $connections, Observer $observer): void
    {
        do {
            $more = $this->work(min($until, microtime(true) + self::SECONDS), $connections, $observer);
        } while ($more && $observer->goesOn() && microtime(true) < $until);
    }

    /**
     * @param list<Connection> $connections
     * @return bool Whether there is more to do.
     */
    private function work(float $until, array $connections, ?Observer $observer = null): bool
    {
        $released = array_map(fn(Connection $connection): int => $this->claims->releaseExpired($connection->id()), $this->connections);
        if (array_sum($released) > 0) {
            $this->log->warning('Some deliveries came back from workers that ended in the middle');
        }
        $this->credentials->sendIfDue(min($until, microtime(true) + 10));
        $goesOn = static fn(): bool => null === $observer || $observer->goesOn();
        $more = $this->deliver($until, $connections, $observer, $goesOn);
        // It may have been cancelled while the last batch was under way.
        $more = $this->backfill->step() || $more;

        // What was on its way may have taken more than its time.
        $began = microtime(true);
        foreach ($connections as $connection) {
            $this->claims->endImpossibleWaits($connection->id());
            do {
                $another = $goesOn() && $this->deliverer->deliverSuspects($connection, max($until, $began) + self::SUSPECTS_S, $observer);
            } while ($another);
        }

        return $more && $this->extension->isReady();
    }

    /**
     * Batch after batch, each connection in turn, so that none waits for another's queue.
     *
     * @param list<Connection> $connections
     * @param callable(): bool $goesOn
     * @return bool Whether there is more to do.
     */
    private function deliver(float $until, array $connections, ?Observer $observer, callable $goesOn): bool
    {
        $pipelines = array_map(fn(Connection $connection): Pipeline => new Pipeline($this->deliverer, $connection, $observer), $connections);
        // A merchant may have paused a connection since the last run.
        RuntimeCache::flush();
        try {
            do {
                $more = $this->backfill->step();
                foreach ($pipelines as $pipeline) {
                    $more = $pipeline->turn($until + self::LANDING_S, $goesOn()) || $more;
                }
            } while ($more && $goesOn() && microtime(true) < $until && $this->extension->isReady());

            return $more;
        } finally {
            $this->end($pipelines);
        }
    }

    /** Ends all of them, whatever one throws. @param list<Pipeline> $pipelines */
    private function end(array $pipelines): void
    {
        $first = array_shift($pipelines);
        if (null === $first) {
            $this->deliverer->close();
            return;
        }
        try {
            $first->end();
        } finally {
            $this->end($pipelines);
        }
    }
}
