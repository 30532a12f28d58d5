<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What the part `speed` has measured, as it is told. */
final class SpeedFigures
{
    public const LABELS = ['logistos' => 'Logistos', 'trackingtech' => 'TrackingTech'];

    /** How many times the plain way's rate it is to be, and what share of the lower limit. */
    private const TIMES = ['logistos' => 100, 'trackingtech' => 40];
    private const SHARE = 0.7;

    /** @param array<string, mixed> $results */
    public function __construct(
        private readonly array $results,
    ) {}

    /** @return list<array{string, string, Aim|null}> */
    public function summary(): array
    {
        $rows = [];
        foreach (self::LABELS as $platform => $label) {
            foreach ($this->results['samples'] as $ms => $samples) {
                $rates = self::rates($samples, $platform);
                $times = self::TIMES[$platform];
                foreach (['waybill' => 'one worker', 'two' => 'two workers'] as $what => $workers) {
                    $ratio = $rates[$what] / $rates['plain'];
                    $rows[] = [
                        "Backfill to $label at $ms ms, $workers, to the plain way",
                        Markdown::times($ratio),
                        new Aim("at least $times ×", $ratio >= $times),
                    ];
                    $rows[] = $this->toLimit($what, $rates["{$what}_share"], ProcessorFigures::busy($samples[$platform][$what]));
                }
            }
        }
        $orders = Markdown::number($this->results['orders']['logistos']);
        $rows[] = Memory::row("$orders orders", $this->nearest()['logistos']['waybill']);

        return $rows;
    }

    /**
     * One worker beside one reader is the aim. Two readers take all that two cores have, so that two workers, who do more for each order, can only be as fast as those allow.
     *
     * @return array{string, string, Aim|null}
     */
    private function toLimit(string $what, float $share, float $busy): array
    {
        $percent = Markdown::percent($share);
        if ('waybill' === $what) {
            return ['the same, to the lower of its two limits', $percent, new Aim('at least 70 %', $share >= self::SHARE)];
        }

        return [
            "the same, to the lower of the platform's limit and what two read",
            "$percent, the processors busy for " . Markdown::percent($busy),
            new Aim('at least 70 %, or until the cores are the limit', $share >= self::SHARE || $busy >= ProcessorFigures::LIMIT),
        ];
    }

    public function tell(Plots $plots): string
    {
        ['orders' => $orders, 'orders_in_store' => $all] = $this->results;
        [$rounds, $pairs] = array_map(fn(string $what): int => count($this->nearest()['logistos'][$what]), ['plain', 'waybill']);
        $one = Numbers::median(array_map(static fn(array $sample): float => 1e3 / $sample['rate'], $this->nearest()['reading']['one by one']));

        $what =
            'Orders a second, the store of '
            . Markdown::number($all)
            . " orders, all of it in turn and the median of $rounds (of $pairs, where one worker reads, and right after it delivers to Logistos): "
            . Markdown::number($orders['logistos'])
            . ' orders to Logistos, '
            . Markdown::number($orders['trackingtech'])
            . ' to TrackingTech, '
            . Markdown::number($this->results['plain_orders'])
            . ' the plain way and by webhooks.';
        $processors = (new ProcessorFigures($this->results))->tell();

        return implode("\n", [
            "## Backfill\n\n$what\n",
            $this->table(),
            $processors,
            $this->plot($plots),
            $this->memory(),
            'Read one by one through `WC_Order`, an order takes ' . Markdown::ms($one, 2) . ".\n",
        ]);
    }

    private function table(): string
    {
        $rows = [];
        foreach ($this->groups() as $group => $rates) {
            $rows[] = [
                $group,
                Markdown::times($rates['waybill'] / $rates['plain']) . ', ' . Markdown::times($rates['two'] / $rates['plain']),
                Markdown::percent($rates['waybill_share']) . ', ' . Markdown::percent($rates['two_share']),
                Markdown::number($rates['waybill']),
                Markdown::number($rates['two']),
                Markdown::number($rates['plain'], 1),
                null === $rates['webhooks'] ? '' : Markdown::number($rates['webhooks'], 1),
                Markdown::number($rates['waybill_reading']) . ', ' . Markdown::number($rates['two_reading']),
                Markdown::number($rates['capacity']),
            ];
        }

        return Markdown::table([
            '',
            'one and two workers, to the plain way>',
            'of the lower limit>',
            'one worker>',
            'two workers>',
            'plain way>',
            'webhooks>',
            'limit: reading, by one and two>',
            'limit: platform, of one>',
        ], $rows);
    }

    private function plot(Plots $plots): string
    {
        $groups = $this->groups();
        $of = static fn(string $what): array => array_column($groups, $what);

        return $plots->bars('backfill', 'Orders a second', 'orders a second', array_keys($groups), [
            'plain way' => $of('plain'),
            'one worker' => $of('waybill'),
            'two workers' => $of('two'),
            'one that only reads' => $of('waybill_reading'),
            'two that only read' => $of('two_reading'),
            'the platform' => $of('capacity'),
        ]);
    }

    private function memory(): string
    {
        $rows = [];
        foreach (['plain' => 'the plain way', 'waybill' => 'Waybill'] as $way => $label) {
            foreach (self::LABELS as $platform => $name) {
                $sample = $this->nearest()[$platform][$way][0];
                $rows[] = [
                    "$label, $name, " . Markdown::number($sample['orders']) . ' orders',
                    Markdown::number(Memory::ofPhp($sample), 1),
                    Markdown::number(Memory::ofProcess($sample), 1),
                    Markdown::number($sample['idle_mb'], 1),
                ];
            }
        }

        return Markdown::table(['memory in MB', "PHP's peak above idle>", "the process's, with the extension, above idle>", "PHP's, idle>"], $rows);
    }

    /** @return array<string, array<string, float|null>> */
    private function groups(): array
    {
        $groups = [];
        foreach (self::LABELS as $platform => $label) {
            foreach ($this->results['samples'] as $ms => $samples) {
                $groups["$label, $ms ms"] = self::rates($samples, $platform);
            }
        }

        return $groups;
    }

    /** The samples of the platforms that are near. */
    private function nearest(): array
    {
        return $this->results['samples'][Bench::LATENCIES_MS[0]];
    }

    /**
     * @return array<string, float|null> Orders a second. Of one worker (`waybill`) and of two (`two`) also what as many processes read alone, and the share of the lower limit: of
     *     each delivery by itself, with what was measured right beside it.
     */
    private static function rates(array $samples, string $platform): array
    {
        $median = static fn(array $of): float => Numbers::median(array_column($of, 'rate'));
        $rates = [
            'plain' => $median($samples[$platform]['plain']),
            'webhooks' => isset($samples['webhooks']) ? $median($samples['webhooks']) : null,
            'capacity' => $median($samples[$platform]['capacity']),
        ];
        foreach (['waybill' => 1, 'two' => 2] as $what => $workers) {
            $rates[$what] = $median($samples[$platform][$what]);
            $rates["{$what}_reading"] = $median($samples['reading'][$what]);
            $worked = $samples[$platform][$what];
            // Of the same minutes: of some there is more than one in a round.
            $beside = static fn(array $others, int $at): float => $others[intdiv($at * count($others), count($worked))]['rate'];
            $rates["{$what}_share"] = Numbers::median(array_map(
                // Two open twice as many connections.
                static fn(array $sample, int $at): float => $sample['rate']
                / min($beside($samples['reading'][$what], $at), $workers * $beside($samples[$platform]['capacity'], $at)),
                $worked,
                array_keys($worked),
            ));
        }

        return $rates;
    }
}
