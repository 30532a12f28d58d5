<?php

declare(strict_types=1);

namespace Waybill;

/** How a connection has fared over some days of the site's calendar. */
final class Statistics
{
    /** The window of the overview: today and the 29 days before. */
    public const DAYS = 30;

    /**
     * @param list<array{start: int, delivered: int, failed: int}> $days Oldest first: when each begins, as `time()` counts; how many deliveries arrived in it, and how many
     *     failed in it and have stood failed since.
     * @param int|null $medianSeconds From being queued to having arrived (see OutboxFigures); null where nothing arrived.
     */
    public function __construct(
        public readonly array $days,
        public readonly ?int $medianSeconds,
    ) {}

    /**
     * When each of the last days begins, and when the last, today, ends. A day on which the clocks change has 23 or 25 hours; where that happens at midnight, it begins
     * when its date does.
     *
     * @param \DateTimeImmutable $now In the site's timezone.
     * @return non-empty-list<int> One more than days, as `time()` counts.
     */
    public static function bounds(int $days, \DateTimeImmutable $now): array
    {
        $bounds = [];
        for ($ago = $days - 1; $ago >= 0; --$ago) {
            // From noon, so that the step from date to date never lands in an hour that does not exist.
            $bounds[] = $now->setTime(12, 0)->modify("-$ago days")->setTime(0, 0)->getTimestamp();
        }

        return [...$bounds, $now->setTime(12, 0)->modify('+1 day')->setTime(0, 0)->getTimestamp()];
    }

    public function delivered(): int
    {
        return array_sum(array_column($this->days, 'delivered'));
    }

    public function failed(): int
    {
        return array_sum(array_column($this->days, 'failed'));
    }

    /** delivered / (delivered + failed), 0 to 1; null where neither happened. */
    public function successRate(): ?float
    {
        $all = $this->delivered() + $this->failed();

        return 0 === $all ? null : $this->delivered() / $all;
    }
}
