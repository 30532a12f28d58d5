<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What was promised of each attempt: its key, its content, its order, and that it is the only one at its time. */
final class Attempts
{
    public function __construct(
        private readonly Evidence $evidence,
    ) {}

    /** @return array<string, list<string>> Each promise, with the cases in which it was broken. */
    public function promises(): array
    {
        return [
            'every repeat bears its revision\'s idempotency key' => $this->strangeKeys(),
            'one key, one content' => $this->carried($this->ambiguous(...)),
            'never an older revision after a newer one' => $this->carried($this->backwards(...)),
            'no delivery in two workers\' hands at once' => $this->shared(),
        ];
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
            $first[$one['key']] ??= $one['hash'];
            $change = $first[$one['key']] === $one['hash'] ? null : $this->changeRead($connection, $order, $one);
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
}
