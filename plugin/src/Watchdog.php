<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** Sees what nobody sees: orders that should have gone and did not, and a background that stands still. */
final class Watchdog implements Stored
{
    private const TICKED = 'waybill_ticked_at';
    private const WEB = 'waybill_ticked_on_the_web';

    /** The tick runs every minute; whatever WordPress' cron is driven by, this long without one is a fault. */
    private const LATE_S = 15 * 60;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly OutboxFigures $figures,
        private readonly Extension $extension,
    ) {}

    /** Notes that the background runs. */
    public function ticked(): void
    {
        update_option(self::TICKED, time(), false);
        if ('cli' !== PHP_SAPI) {
            update_option(self::WEB, ['at' => time(), 'sapi' => PHP_SAPI, 'extension' => (string) $this->extension->version()], false);
        }
    }

    /**
     * What the PHP of web requests is, as the background saw it last.
     *
     * @return array{at: int, sapi: string, extension: string}|null `extension` is '' where it was not loaded; null where the background did not run there within a day.
     */
    public function seenOnTheWeb(): ?array
    {
        /** @var array{at: int, sapi: string, extension: string}|false $seen */
        $seen = get_option(self::WEB);

        return false !== $seen && $seen['at'] > (time() - DAY_IN_SECONDS) ? $seen : null;
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
     * @param list<Connection>|null $of Only these connections'.
     * @return array<string, int> The platform's name to how many; only those that have some.
     */
    public function overdue(?array $of = null): array
    {
        $overdue = [];
        foreach ($of ?? $this->connections as $connection) {
            // Of one that is paused it is said that it is.
            $moves = $connection->isOpen() && null === $connection->pausedBecause();
            $count = $moves ? $this->figures->overdue($connection->id(), $this->minutes()) : 0;
            if ($count > 0) {
                $overdue[$connection->label()] = $count;
            }
        }

        return $overdue;
    }

    /**
     * The same as a sentence; null where there are none.
     *
     * @param list<Connection>|null $of
     */
    public function overdueSentence(?array $of = null): ?string
    {
        $parts = [];
        foreach ($this->overdue($of) as $platform => $count) {
            // translators: 1: a number of orders, 2: the platform's name.
            $parts[] = sprintf(_n('%1$s order for %2$s', '%1$s orders for %2$s', $count, 'waybill'), number_format_i18n($count), $platform);
        }

        return [] === $parts
            ? null
            : sprintf(
                // translators: 1: a list such as "2 orders for Logistos", 2: a number of minutes.
                __('Waiting for more than %2$s minutes: %1$s. They are kept, and sent as soon as that is possible.', 'waybill'),
                implode(', ', $parts),
                number_format_i18n($this->minutes()),
            );
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
        delete_option(self::WEB);
    }
}
