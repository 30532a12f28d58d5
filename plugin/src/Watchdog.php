<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** Sees what nobody sees: orders that should have gone and did not, and a background that stands still. */
final class Watchdog implements Stored
{
    private const TICKED = 'waybill_ticked_at';

    /** The tick runs every minute; whatever WordPress' cron is driven by, this long without one is a fault. */
    private const LATE_S = 15 * 60;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OutboxFigures $figures,
    ) {}

    /** Notes that the background runs. */
    public function ticked(): void
    {
        update_option(self::TICKED, time(), false);
    }

    /** After how many minutes an order that is due counts as overdue. */
    public function minutes(): int
    {
        /**
         * Filters after how many minutes an order that is due and not delivered is reported (default 15).
         *
         * @param int $minutes At least 1.
         */
        return max(1, (int) apply_filters('waybill_overdue_minutes', 15));
    }

    /**
     * Live orders that have been due for too long, by connection.
     *
     * @return array<string, int> The platform's name to how many; only those that have some.
     */
    public function overdue(): array
    {
        $overdue = [];
        foreach ($this->connections as $connection) {
            $count = $connection->isOpen() ? $this->figures->overdue($connection->id(), $this->minutes()) : 0;
            if ($count > 0) {
                $overdue[$connection->label()] = $count;
            }
        }

        return $overdue;
    }

    /** When the background ran last, as `time()` counts; 0 for never. */
    public function lastTick(): int
    {
        return (int) get_option(self::TICKED, 0);
    }

    /** Whether the background stands still although there is something to do for it. */
    public function isLate(): bool
    {
        $isOpen = [] !== array_filter($this->connections, static fn(Connection $connection): bool => $connection->isOpen());

        return $isOpen && $this->lastTick() < (time() - self::LATE_S);
    }

    public function delete(): void
    {
        delete_option(self::TICKED);
    }
}
