<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** The figures of a run. */
final class Report
{
    public function __construct(
        private readonly Evidence $evidence,
        private readonly Shop $shop,
        private readonly Workers $workers,
        private readonly Haste $haste,
        private readonly Database $database,
        private readonly int $reconciled,
    ) {}

    public function text(): string
    {
        $text = '';
        foreach ([...$this->done(), ...$this->survived(), ...$this->delivered()] as $what => $figure) {
            $text .= sprintf("%-58s %s\n", $what, $figure);
        }

        return $text;
    }

    /** @return array<string, string|int> */
    private function done(): array
    {
        $steps = $this->shop->steps();
        $count = static fn(callable $of): int => count(array_filter($steps, $of));

        return [
            'orders in the shop' => count($this->evidence->orders),
            'placed, by a process that lived to say so' => $count(
                static fn(array $step): bool => 'place' === $step['do'] && $step['hooks'] && null !== $step['done'],
            ),
            'imported without hooks' => $count(static fn(array $step): bool => 'place' === $step['do'] && !$step['hooks'] && null !== $step['done']),
            'changed' => $count(static fn(array $step): bool => 'edit' === $step['do'] && null !== $step['done']),
            'steps cut off' => $count(static fn(array $step): bool => null !== $step['begun'] && null === $step['done']),
            'orders whose last change was cut off' => count(array_filter(array_keys($this->evidence->orders), $this->evidence->isCutOff(...))),
            'found by the Reconciler (deliveries)' => $this->reconciled,
        ];
    }

    /** @return array<string, string|int> */
    private function survived(): array
    {
        $requests = $this->evidence->requests;
        $faults = array_count_values(array_filter(array_column($requests, 'fault')));
        ksort($faults);
        $failed = array_sum($faults);

        return (
            [
                'workers killed' => $this->workers->killed,
                'deliveries that died with their worker' => $this->haste->leasesEnded,
                'workers that ended because the database was away' => $this->workers->gaveUp,
                'processes of the shop killed' => $this->shop->killed,
                'processes of the shop ended by the database' => $this->shop->gaveUp,
                'MariaDB killed, stopped' => "{$this->database->killed}, {$this->database->stopped}",
                'requests with orders' => count($requests),
                'of them failed' => sprintf('%d (%d %%)', $failed, round((100 * $failed) / max(1, count($requests)))),
            ] + array_combine(array_map(static fn(string $kind): string => "    $kind", array_keys($faults)), $faults)
        );
    }

    /** @return array<string, string|int> */
    private function delivered(): array
    {
        $figures = [];
        foreach ($this->evidence->rows as $connection => $rows) {
            $states = array_count_values(array_column($rows, 'state'));
            $times = array_merge(...array_map(static fn(array $held): array => array_values(
                $held['deliveries'],
            ), array_values($this->evidence->held[$connection])));
            [$delivered, $failed, $withdrawn] = [$states['delivered'] ?? 0, $states['failed'] ?? 0, $states['withdrawn'] ?? 0];
            $figures["$connection: delivered, failed, withdrawn, waiting"] =
                "$delivered, $failed, $withdrawn, " . (count($rows) - $delivered - $failed - $withdrawn);
            $figures["$connection: taken by the platform, in so many revisions"] = array_sum($times) . ', ' . count($times);
            $figures["$connection: repeats, all under the same key"] = array_sum($times) - count($times);
        }

        return $figures;
    }
}
