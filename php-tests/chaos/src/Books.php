<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What was promised of the outbox's own account of it all. */
final class Books
{
    public function __construct(
        private readonly Evidence $evidence,
    ) {}

    /** @return array<string, list<string>> Each promise, with the cases in which it was broken. */
    public function promises(): array
    {
        return [
            'poisoned orders failed with their reason, and they alone' => $this->poison(),
            'no delivery is stuck' => $this->stuck(),
            'the outbox and the platforms agree' => $this->disagreements(),
        ];
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
                if (!in_array($row['state'], ['delivered', 'failed', 'withdrawn'], true)) {
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
                // One that is not to be sent any more is withdrawn, though a lost reply may have told of it.
                if ('delivered' !== ($rows[$order]['state'] ?? '') && !$isOver) {
                    $cases[] = "order $order, $connection: the platform has it, and the outbox says " . ($rows[$order]['state'] ?? 'nothing');
                }
            }
        }

        return $cases;
    }
}
