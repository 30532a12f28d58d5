<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What was promised of that which arrived. */
final class Arrivals
{
    public function __construct(
        private readonly Evidence $evidence,
    ) {}

    /** @return array<string, list<string>> Each promise, with the cases in which it was broken. */
    public function promises(): array
    {
        return [
            'every due order arrived' => $this->each($this->missing(...)),
            'with the content of its last revision' => $this->each($this->outdated(...)),
            'nothing arrived that should not' => $this->uncalledFor(),
            'a platform that drops repeats by their key ends with the newest' => $this->each($this->deduplicated(...)),
            'every request kept the contract, and no redirect was followed' => $this->breaches(),
            'no order was lost by the shop' => $this->lost(),
        ];
    }

    /**
     * @param callable(string, int): (string|null) $find What is wrong with an order that must arrive.
     * @return list<string>
     */
    private function each(callable $find): array
    {
        $cases = [];
        foreach (array_keys(Evidence::STATUSES) as $connection) {
            foreach (array_keys($this->evidence->orders) as $order) {
                $case = $this->evidence->mustArrive($connection, $order) ? $find($connection, $order) : null;
                if (null !== $case) {
                    $cases[] = "order $order, $connection: $case";
                }
            }
        }

        return $cases;
    }

    private function missing(string $connection, int $order): ?string
    {
        if (isset($this->evidence->held[$connection][$order])) {
            return null;
        }

        return 'did not arrive; the outbox says ' . ($this->evidence->rows[$connection][$order]['state'] ?? 'nothing');
    }

    private function outdated(string $connection, int $order): ?string
    {
        $content = $this->evidence->held[$connection][$order]['content'] ?? null;

        return null === $content ? null : $this->compare($connection, $order, Platforms::fields($connection, $content));
    }

    /** What a platform would hold that takes the first content of each key, and the last key. */
    private function deduplicated(string $connection, int $order): ?string
    {
        $seen = [];
        $last = null;
        foreach ($this->evidence->carried[$connection][$order] ?? [] as $carried) {
            if ($carried['taken'] && !isset($seen[$carried['key']])) {
                $seen[$carried['key']] = true;
                $last = $carried['fields'];
            }
        }

        return null === $last ? null : $this->compare($connection, $order, $last);
    }

    /** @param array<string, mixed> $arrived */
    private function compare(string $connection, int $order, array $arrived): ?string
    {
        $wanted = array_intersect_key($this->evidence->orders[$order], $arrived);
        if (json_encode($wanted) === json_encode($arrived)) {
            return null;
        }
        if ($this->evidence->isCutOff($order) && in_array($arrived['address'], $this->textsSinceLastDone($order), true)) {
            // Saved, and dead before the hooks were heard: nobody was told that it is saved.
            return null;
        }

        return (
            'has '
            . json_encode(array_diff_assoc(array_map(json_encode(...), $arrived), array_map(json_encode(...), $wanted)))
            . ', the shop '
            . json_encode($wanted)
        );
    }

    /** @return list<string> */
    private function textsSinceLastDone(int $order): array
    {
        $texts = [];
        foreach (array_reverse($this->evidence->steps[$order]) as $step) {
            $texts[] = $step['text'];
            if (null !== $step['done']) {
                break;
            }
        }

        return $texts;
    }

    /** @return list<string> */
    private function uncalledFor(): array
    {
        $cases = [];
        foreach ($this->evidence->held as $connection => $held) {
            foreach (array_keys($held) as $order) {
                if (!$this->evidence->mayArrive($connection, $order)) {
                    $cases[] = "order $order, $connection: arrived in status " . ($this->evidence->orders[$order]['status'] ?? 'unknown');
                }
            }
        }

        return $cases;
    }

    /** @return list<string> */
    private function breaches(): array
    {
        $cases = $this->evidence->trapped > 0 ? ["{$this->evidence->trapped} redirects were followed"] : [];
        foreach ($this->evidence->requests as $request) {
            if (!$request['valid']) {
                $cases[] = "request {$request['seq']}, {$request['platform']}: " . implode(', ', $request['problems']);
            }
        }

        return $cases;
    }

    /** What a process of the shop was told is saved must be there: else the rest compares nothing. @return list<string> */
    private function lost(): array
    {
        $cases = [];
        foreach (array_keys($this->evidence->steps) as $order) {
            if (!isset($this->evidence->orders[$order])) {
                $cases[] = "order $order is not in the shop";
            }
        }

        return $cases;
    }
}
