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
                // The time is over, the work is not.
                $this->scheduler->soon();
            }
        } catch (\Throwable $error) {
            $this->log->error('The worker stopped: {class} in {file}:{line}', [
                'class' => $error::class,
                'file' => basename($error->getFile()),
                'line' => $error->getLine(),
            ]);
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
            if (wp_cache_supports('flush_runtime')) {
                // The orders that were read fill the memory; and a merchant may have paused a connection meanwhile.
                wp_cache_flush_runtime();
            }
            $more = $this->work(min($until, microtime(true) + self::SECONDS), $connections, $observer);
        } while ($more && $observer->goesOn() && microtime(true) < $until);
    }

    /**
     * @param list<Connection> $connections
     * @return bool Whether there is more to do.
     */
    private function work(float $until, array $connections, ?Observer $observer = null): bool
    {
        if ($this->claims->releaseExpired() > 0) {
            $this->log->warning('Some deliveries came back from workers that ended in the middle');
        }
        $this->credentials->sendIfDue(min($until, microtime(true) + 10));
        $goesOn = static fn(): bool => null === $observer || $observer->goesOn();
        do {
            $more = $this->backfill->step();
            // A batch each in turn, so that no connection waits for another's queue.
            foreach ($connections as $connection) {
                $more = $goesOn() && $this->deliverer->deliverBatch($connection, $until, observer: $observer) || $more;
            }
        } while ($more && $goesOn() && microtime(true) < $until && $this->extension->isReady());
        // It may have been cancelled while the last batch was under way.
        $more = $this->backfill->step() || $more;

        foreach ($connections as $connection) {
            $this->claims->endImpossibleWaits($connection->id());
            do {
                $another = $goesOn() && $this->deliverer->deliverSuspect($connection, $until + self::SUSPECTS_S, $observer);
            } while ($another);
        }

        return $more && $this->extension->isReady();
    }
}
