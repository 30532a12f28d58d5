<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** What one worker has in hand of one connection: while a batch is read, others are on their way, and the one that landed last is being recorded. */
final class Pipeline
{
    /**
     * Batches on their way when the next is claimed; of so many, the oldest is waited for before that is read. So each has the time of two to land in, as it takes where the platform
     * is far. What a killed worker held has to be tried again with care: not more.
     */
    private const FLIGHTS = 3;

    /** @var list<Flight> The oldest first. */
    private array $flights = [];

    private ?Landing $landing = null;

    public function __construct(
        private readonly Deliverer $deliverer,
        private readonly Connection $connection,
        private readonly ?Observer $observer,
    ) {}

    /**
     * Sends the next batch on its way, and records one that was.
     *
     * @param float $until When what is sent must be over, as `microtime(true)` counts.
     * @param bool $goesOn Whether there is to be a next one.
     * @return bool Whether there is more to do.
     */
    public function turn(float $until, bool $goesOn): bool
    {
        $wasEmpty = [] === $this->flights;
        $claims = $goesOn ? $this->deliverer->claim($this->connection, $until) : [];
        if ([] === $claims || count($this->flights) >= self::FLIGHTS || $this->hasLanded()) {
            $this->land(count($claims));
        }
        $next = [] === $claims ? false : $this->deliverer->depart($this->connection, $claims, $until, $this->observer);
        $this->settle();
        if ($next instanceof Flight) {
            $this->flights[] = $next;
        }

        // What has landed may have opened the way for more.
        return false !== $next || !$wasEmpty;
    }

    /** Waits for all that is on its way. */
    public function end(): void
    {
        $this->settle();
        while ([] !== $this->flights) {
            $this->land();
        }
    }

    /** Whether the oldest has. */
    private function hasLanded(): bool
    {
        return [] !== $this->flights && $this->deliverer->hasLanded($this->flights[0]);
    }

    /** @param int $next How many orders are to be read while it is recorded. */
    private function land(int $next = 0): void
    {
        $flight = array_shift($this->flights);
        $this->landing = null === $flight ? null : $this->deliverer->land($this->connection, $flight, $next);
        if (true !== $this->landing?->isBegun) {
            $this->settle();
        }
    }

    private function settle(): void
    {
        [$landing, $this->landing] = [$this->landing, null];
        if (null !== $landing) {
            $this->deliverer->settle($this->connection, $landing, $this->observer);
        }
    }
}
