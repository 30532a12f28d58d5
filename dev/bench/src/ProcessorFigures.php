<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What the backfills of the part `speed` take of the machine's processors, and so how much faster they could be at the most. */
final class ProcessorFigures
{
    /** So much of all processors' time means that they are the limit. */
    public const LIMIT = 0.95;

    /** @param array<string, mixed> $results */
    public function __construct(
        private readonly array $results,
    ) {}

    public function tell(): string
    {
        $orders = $this->results['orders'];
        $rows = [];
        foreach ($this->results['samples'] as $ms => $samples) {
            // Each of two readers reads all of the orders; two workers share them.
            $rows[] = [
                "reading alone, while nothing is sent at $ms ms",
                ...$this->used($samples['reading']['waybill'], $orders['logistos']),
                ...$this->used($samples['reading']['two'], 2 * $orders['logistos']),
            ];
            foreach (SpeedFigures::LABELS as $platform => $label) {
                [$one, $two] = [$samples[$platform]['waybill'], $samples[$platform]['two']];
                $rows[] = ["$label, $ms ms", ...$this->used($one, $orders[$platform]), ...$this->used($two, $orders[$platform])];
            }
        }
        $table = Markdown::table(['', 'one: µs an order>', 'of all there is>', 'two: µs an order>', 'of all there is>'], $rows);

        return "The machine's processors: their time for an order, by whatever runs on it (PHP, the database, the platforms' sandbox), and how much of their time that is.\n\n$table";
    }

    /**
     * @param list<array{busy_s: float, all_s: float, ...}> $samples
     * @return array{string, string} Microseconds an order, and the share of all processors' time.
     */
    private function used(array $samples, int $orders): array
    {
        return [
            Markdown::number((1e6 * Numbers::median(array_column($samples, 'busy_s'))) / $orders),
            Markdown::percent(self::busy($samples)),
        ];
    }

    /**
     * What share of all processors' time is used.
     *
     * @param list<array{busy_s: float, all_s: float, ...}> $samples
     */
    public static function busy(array $samples): float
    {
        return Numbers::median(array_map(static fn(array $sample): float => $sample['busy_s'] / $sample['all_s'], $samples));
    }
}
