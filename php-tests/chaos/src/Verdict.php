<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** Holds what arrived to what was promised. */
final class Verdict
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
            'every repeat bears its revision\'s idempotency key' => $this->strangeKeys(),
            'one key, one content' => $this->carried($this->ambiguous(...)),
            'never an older revision after a newer one' => $this->carried($this->backwards(...)),
            'a platform that drops repeats by their key ends with the newest' => $this->each($this->deduplicated(...)),
            'no delivery in two workers\' hands at once' => $this->shared(),
            'poisoned orders failed with their reason, and they alone' => $this->poison(),
            'no delivery is stuck' => $this->stuck(),
            'the outbox and the platforms agree' => $this->disagreements(),
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

    /**
     * @param callable(string, int, list<array<string, mixed>>): (string|null) $find What is wrong with what was carried of an order.
     * @return list<string>
     */
    private function carried(callable $find): array
    {
        $cases = [];
        foreach ($this->evidence->carried as $connection => $orders) {
            foreach ($orders as $order => $carried) {
                $case = $find($connection, $order, $carried);
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
        if ($wanted == $arrived) {
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
    private function strangeKeys(): array
    {
        return $this->carried(function (string $connection, int $order, array $carried): ?string {
            $newest = (int) ($this->evidence->rows[$connection][$order]['revision'] ?? PHP_INT_MAX);
            foreach ($carried as $one) {
                if (null === $one['revision'] || $one['revision'] > $newest) {
                    return "came under the key {$one['key']}, which is of none of its revisions";
                }
            }

            return null;
        });
    }

    /**
     * A revision's content is read at each attempt; what changes after an attempt makes a new revision. So one key may come with two contents only where the change
     * was saved and its hook not heard yet when the later attempt began (or was never heard, because its process died).
     *
     * @param list<array<string, mixed>> $carried
     */
    private function ambiguous(string $connection, int $order, array $carried): ?string
    {
        $first = [];
        foreach ($carried as $one) {
            $known = $first[$one['key']] ??= $one['hash'];
            $change = $known === $one['hash'] ? null : $this->changeRead($connection, $order, $one);
            if (null !== $change) {
                return "the key of revision {$one['revision']} came with two contents, and $change was saved long before";
            }
        }

        return null;
    }

    /** The change that this content shows, where it was heard of before the attempt began. @param array<string, mixed> $one */
    private function changeRead(string $connection, int $order, array $one): ?string
    {
        $hold = null;
        foreach ($this->evidence->holds as $candidate) {
            if ($candidate['connection'] === $connection && $candidate['order'] === $order && $candidate['from'] <= $one['at']) {
                $hold = $candidate;
            }
        }
        $change = null;
        foreach ($this->evidence->steps[$order] ?? [] as $step) {
            if ($step['begun'] <= ($hold['from'] ?? 0.0)) {
                $change = $step;
            }
        }

        return null !== $change && null !== $change['done'] && $change['done'] < $hold['claimed'] ? $change['text'] : null;
    }

    /** @param list<array<string, mixed>> $carried */
    private function backwards(string $connection, int $order, array $carried): ?string
    {
        $newest = 0;
        foreach ($carried as $one) {
            if ((int) $one['revision'] < $newest) {
                return "revision {$one['revision']} came after $newest";
            }
            $newest = (int) $one['revision'];
        }

        return null;
    }

    /** @return list<string> */
    private function shared(): array
    {
        $byDelivery = [];
        foreach ($this->evidence->holds as $hold) {
            $byDelivery["order {$hold['order']}, {$hold['connection']}"][] = $hold;
        }
        $cases = [];
        foreach ($byDelivery as $delivery => $holds) {
            usort($holds, static fn(array $one, array $other): int => $one['from'] <=> $other['from']);
            for ($n = 1; $n < count($holds); ++$n) {
                if ($holds[$n]['pid'] !== $holds[$n - 1]['pid'] && $holds[$n]['from'] < ($holds[$n - 1]['to'] ?? INF)) {
                    $cases[] = sprintf(
                        '%s: read by a second worker %.2f s before the first was done with it',
                        $delivery,
                        ($holds[$n - 1]['to'] ?? INF) - $holds[$n]['from'],
                    );
                }
            }
        }

        return $cases;
    }

    /** @return list<string> */
    private function poison(): array
    {
        $cases = [];
        foreach ($this->evidence->poison as $one) {
            $row = $this->evidence->rows[$one['platform']][$one['order']] ?? null;
            if ('failed' !== ($row['state'] ?? '') || '' === (string) $row['message'] || isset($this->evidence->held[$one['platform']][$one['order']])) {
                $cases[] =
                    "order {$one['order']}, {$one['platform']}: poisoned, and "
                    . ($row['state'] ?? 'not in the outbox')
                    . ', '
                    . ($row['message'] ?? 'no reason');
            }
        }
        foreach ($this->evidence->rows as $connection => $rows) {
            foreach ($rows as $order => $row) {
                if ('failed' === $row['state'] && !$this->evidence->isPoisoned($connection, $order)) {
                    $cases[] = "order $order, $connection: failed, although nothing is wrong with it: {$row['message']}";
                }
            }
        }

        return $cases;
    }

    /** @return list<string> */
    private function stuck(): array
    {
        $cases = $this->evidence->isDrained ? [] : ['the workers did not come to an end of it'];
        foreach ($this->evidence->rows as $connection => $rows) {
            foreach ($rows as $order => $row) {
                if (!in_array($row['state'], ['delivered', 'failed'], true)) {
                    $cases[] = "order $order, $connection: {$row['state']}, {$row['attempts']} attempts, {$row['crashes']} crashes, next at {$row['next_attempt_at']}";
                }
            }
        }

        return $cases;
    }

    /** @return list<string> */
    private function disagreements(): array
    {
        $cases = [];
        foreach ($this->evidence->rows as $connection => $rows) {
            $held = $this->evidence->held[$connection];
            foreach ($rows as $order => $row) {
                if ('delivered' === $row['state'] && !isset($held[$order])) {
                    $cases[] = "order $order, $connection: delivered, says the outbox, and the platform does not have it";
                }
            }
            foreach (array_keys($held) as $order) {
                $isOver = in_array($this->evidence->orders[$order]['status'] ?? '', Evidence::STATUSES[$connection]['over'], true);
                // One that is not to be sent any more is forgotten, though a lost reply may have told of it.
                if ('delivered' !== ($rows[$order]['state'] ?? '') && !$isOver) {
                    $cases[] = "order $order, $connection: the platform has it, and the outbox says " . ($rows[$order]['state'] ?? 'nothing');
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
