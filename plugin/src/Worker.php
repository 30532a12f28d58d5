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
            $this->work(microtime(true) + $seconds);
        } catch (\Throwable $error) {
            $this->log->error('The worker stopped: {class} in {file}:{line}', [
                'class' => $error::class,
                'file' => basename($error->getFile()),
                'line' => $error->getLine(),
            ]);
        }
    }

    private function work(float $until): void
    {
        if ($this->claims->releaseExpired() > 0) {
            $this->log->warning('Some deliveries came back from workers that ended in the middle');
        }
        $this->credentials->sendIfDue(min($until, microtime(true) + 10));
        do {
            $more = $this->backfill->step();
            // A batch each in turn, so that no connection waits for another's queue.
            foreach ($this->connections as $connection) {
                $more = $this->deliverer->deliverBatch($connection, $until) || $more;
            }
        } while ($more && microtime(true) < $until && $this->extension->isReady());

        foreach ($this->connections as $connection) {
            $this->claims->endImpossibleWaits($connection->id());
            do {
                $another = $this->deliverer->deliverSuspect($connection, $until + self::SUSPECTS_S);
            } while ($another);
        }
        if ($more && $this->extension->isReady()) {
            // The time is over, the work is not.
            $this->scheduler->soon();
        }
    }
}
