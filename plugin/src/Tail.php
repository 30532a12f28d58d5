<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/**
 * The tail of a request: once the response is on its way, it sends the orders that this request made. It is a guest on the web server: its own orders only, a
 * few seconds, and only while few others are at it, so that a platform that hangs never takes the PHP workers from the shop. The tick does the rest.
 */
final class Tail
{
    /** Of a shopper's request. */
    private const SECONDS = 3.0;

    /** Of a merchant's, who asked for work (see `workAfterwards`). */
    private const WORK_SECONDS = 20.0;

    /** Tails at work at a time, on all web nodes together. */
    public const AT_ONCE = 3;

    private bool $work = false;

    /**
     * @param list<Connection> $connections
     * @param \Closure(): Deliverer $deliverer
     * @param \Closure(): Worker $worker
     */
    public function __construct(
        private readonly array $connections,
        private readonly Intake $intake,
        private readonly \Closure $deliverer,
        private readonly \Closure $worker,
        private readonly Scheduler $scheduler,
        private readonly Lock $lock,
    ) {}

    /** Has this request, once it is answered, do what waits: the merchant clicked, and looks on. */
    public function workAfterwards(): void
    {
        $this->work = true;
    }

    /** Runs last at `shutdown`. A request that made no order costs nothing here. */
    public function run(): void
    {
        if ($this->intake->isIdle() && !$this->work) {
            return;
        }
        $isAnswered = Response::finish();
        $this->intake->queueLater();
        if (!$isAnswered) {
            $this->scheduler->soon();
            return;
        }
        if ($this->work) {
            ($this->worker)()->run(self::WORK_SECONDS);
            return;
        }
        $this->send($this->intake->fresh());
    }

    /** @param array<string, list<int>> $fresh */
    private function send(array $fresh): void
    {
        $slot = $this->takeSlot();
        if (null === $slot) {
            return;
        }
        $until = microtime(true) + self::SECONDS;
        foreach ($this->connections as $connection) {
            if (isset($fresh[$connection->id()])) {
                ($this->deliverer)()->drain($connection, $until, $fresh[$connection->id()]);
            }
        }
        $this->lock->release($slot);
    }

    private function takeSlot(): ?string
    {
        for ($n = 0; $n < self::AT_ONCE; ++$n) {
            if ($this->lock->take(self::slot($n))) {
                return self::slot($n);
            }
        }

        return null;
    }

    /** The lock of one of those that may be at work. */
    public static function slot(int $n): string
    {
        return "tail$n";
    }
}
