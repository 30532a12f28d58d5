<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/**
 * What one worker has in hand of one connection: while a batch is read, others are on their way, and while it is made ready to be sent, the outbox takes the one that landed
 * last. Not sooner: as long as the database is read from, it has no time to spare.
 */
final class Pipeline
{
    /**
     * Batches on their way at most: of so many, the oldest is waited for. So each has the time of two to land in, as it takes where the platform is far. What a killed worker held has
     * to be tried again with care: not more.
     */
    private const FLIGHTS = 3;

    /** With so many orders that others are to be told of, all that is on its way is waited for and recorded, and they are told, whatever they do then. */
    private const TOLD = 3_000;

    /** @var list<Flight> The oldest first. */
    private array $flights = [];

    /** @var list<Result> What others are to be told. */
    private array $news = [];

    /** What has landed, and is not recorded yet; and whether the outbox is taking it. */
    private ?Landing $landing = null;
    private bool $isBegun = false;

    public function __construct(
        private readonly Deliverer $deliverer,
        private readonly Connection $connection,
        private readonly ?Observer $observer,
    ) {}

    /**
     * Sends the next batch on its way, and has the outbox record one that was: by the next turn, where nothing is to be decided.
     *
     * @param float $until When what is sent must be over, as `microtime(true)` counts.
     * @param bool $goesOn Whether there is to be a next one.
     * @return bool Whether there is more to do.
     */
    public function turn(float $until, bool $goesOn): bool
    {
        $isMore = $this->step($until, $goesOn);
        if ($this->isEmpty() || count($this->news) >= self::TOLD) {
            $this->end();
        }

        return $isMore;
    }

    /** Waits for all that is on its way, whatever another plugin throws at one of them, and tells others. */
    public function end(): void
    {
        try {
            $this->clear();
        } finally {
            $this->isEmpty() ? $this->tell() : $this->end();
        }
    }

    private function step(float $until, bool $goesOn): bool
    {
        $claims = $goesOn ? $this->deliverer->claim($this->connection, $until) : [];
        if ([] === $claims) {
            // What lands may open the way for more.
            return $this->clear();
        }
        $wasEmpty = $this->isEmpty();
        $departure = $this->deliverer->depart($this->connection, $claims, $until, $this->observer, fn() => $this->begin(count($claims)));
        $this->news = [...$this->news, ...$departure->news];
        if (null !== $departure->flight) {
            $this->flights[] = $departure->flight;
        }
        // What needs no waiting is done while the outbox is still at the one before.
        $landed = $this->hasLanded() ? $this->land() : null;
        $this->settle();
        $this->landing = $landed ?? (count($this->flights) >= self::FLIGHTS ? $this->land() : null);
        if (true !== $this->landing?->mayWait) {
            $this->settle();
        }

        return $departure->mayGoOn || !$wasEmpty;
    }

    private function isEmpty(): bool
    {
        return [] === $this->flights && null === $this->landing;
    }

    /** Records what has landed, and what lands next. @return bool Whether there was any. */
    private function clear(): bool
    {
        if ($this->isEmpty()) {
            return false;
        }
        $this->settle();
        $this->landing = $this->land();
        $this->settle();

        return true;
    }

    /** Whether the oldest has. */
    private function hasLanded(): bool
    {
        return [] !== $this->flights && $this->deliverer->hasLanded($this->flights[0]);
    }

    private function land(): ?Landing
    {
        $flight = array_shift($this->flights);

        return null === $flight ? null : $this->deliverer->land($this->connection, $flight);
    }

    /** @param int $next How many orders are in hand meanwhile. */
    private function begin(int $next): void
    {
        $this->isBegun = null !== $this->landing && $this->deliverer->begin($this->connection, $this->landing, $next);
    }

    private function settle(): void
    {
        [$landing, $this->landing] = [$this->landing, null];
        [$isBegun, $this->isBegun] = [$this->isBegun, false];
        if (null !== $landing) {
            $this->news = [...$this->news, ...$this->deliverer->settle($this->connection, $landing, $this->observer, $isBegun)];
        }
    }

    private function tell(): void
    {
        [$news, $this->news] = [$this->news, []];
        $this->deliverer->announce($this->connection, $news);
    }
}
