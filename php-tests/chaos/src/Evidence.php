<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What is known at the end of a run. */
final class Evidence
{
    /** Connections to the statuses in which an order is due, and those in which one that was queued is sent no more. */
    public const STATUSES = [
        'logistos' => ['due' => ['processing', 'completed'], 'over' => ['on-hold', 'pending', 'cancelled']],
        'trackingtech' => ['due' => ['processing'], 'over' => ['cancelled']],
    ];

    /** Longer than the schedule of the contract's ten attempts ever makes a row's revision in one run. */
    private const REVISIONS = 500;

    /** @var array<string, array<int, array<string, mixed>>> Rows of the outbox by connection and order. */
    public readonly array $rows;

    /** @var array<int, list<array<string, mixed>>> The shop's steps by order, as they were begun. */
    public readonly array $steps;

    /** @var array<string, array<int, list<array<string, mixed>>>> What was carried, by connection and order, as it came: key, revision, hash, fields, at, taken. */
    public readonly array $carried;

    /**
     * @param array<int, array<string, mixed>> $orders Every order as the shop has it.
     * @param list<array<string, mixed>> $rows The outbox.
     * @param array<int, array<string, mixed>> $steps
     * @param array<int, array<string, mixed>> $requests
     * @param array<string, array<int, array<string, mixed>>> $held What each platform holds.
     * @param list<array<string, mixed>> $holds Orders in workers' hands.
     * @param list<array{platform: string, order: int, fault: array<string, mixed>}> $poison
     * @param list<int> $old Orders from before the connections were made.
     */
    public function __construct(
        public readonly string $device,
        public readonly array $orders,
        array $rows,
        array $steps,
        public readonly array $requests,
        public readonly array $held,
        public readonly array $holds,
        public readonly array $poison,
        public readonly array $old,
        public readonly int $trapped,
        public readonly bool $isDrained,
    ) {
        $byOrder = ['logistos' => [], 'trackingtech' => []];
        foreach ($rows as $row) {
            $byOrder[$row['connection']][(int) $row['order_id']] = $row;
        }
        $this->rows = $byOrder;
        $this->steps = $this->stepsByOrder($steps);
        $this->carried = $this->carriedByOrder();
    }

    public function isPoisoned(string $connection, int $order): bool
    {
        return [] !== array_filter($this->poison, static fn(array $one): bool => $one['platform'] === $connection && $one['order'] === $order);
    }

    /** Whether the platform must have it: it is due as it is, or was when its hooks were heard, and is still to be sent. */
    public function mustArrive(string $connection, int $order): bool
    {
        ['due' => $due, 'over' => $over] = self::STATUSES[$connection];
        $status = $this->orders[$order]['status'];
        if (in_array($status, $over, true) || $this->isPoisoned($connection, $order) || 'trackingtech' === $connection && in_array($order, $this->old, true)) {
            return false;
        }

        return (
            in_array($status, $due, true)
            || [] !== array_filter(
                $this->steps[$order] ?? [],
                static fn(array $step): bool => $step['hooks'] && null !== $step['done'] && in_array($step['status'] ?? '', $due, true),
            )
        );
    }

    /** Whether the platform may have it: it was due at some time. */
    public function mayArrive(string $connection, int $order): bool
    {
        $had = [$this->orders[$order]['status'] ?? '', ...array_column($this->steps[$order] ?? [], 'status')];

        return (
            !$this->isPoisoned($connection, $order)
            && !('trackingtech' === $connection && in_array($order, $this->old, true))
            && [] !== array_intersect($had, self::STATUSES[$connection]['due'])
        );
    }

    /** Whether the last change was cut off: its process died between saving and saying so. */
    public function isCutOff(int $order): bool
    {
        $steps = $this->steps[$order] ?? [];

        return [] !== $steps && null === $steps[count($steps) - 1]['done'];
    }

    /** The platform's revision of a key of the contract; null for a key that is not of this order. */
    private function revision(string $connection, int $order, string $key): ?int
    {
        for ($revision = 1; $revision <= self::REVISIONS; ++$revision) {
            if (substr(hash('sha256', "$this->device|$connection|$order|$revision"), 0, 32) === $key) {
                return $revision;
            }
        }

        return null;
    }

    /**
     * @param array<int, array<string, mixed>> $steps
     * @return array<int, list<array<string, mixed>>>
     */
    private function stepsByOrder(array $steps): array
    {
        // An order whose making was cut off is known by its text.
        $byText = array_flip(array_map(static fn(array $order): string => $order['company'], $this->orders));
        $byOrder = [];
        foreach ($steps as $step) {
            $order = $step['order'] ?? $byText[$step['text']] ?? null;
            if (null !== $order && null !== $step['begun']) {
                $byOrder[$order][] = $step;
            }
        }
        foreach ($byOrder as &$ofOrder) {
            usort($ofOrder, static fn(array $one, array $other): int => $one['begun'] <=> $other['begun']);
        }

        return $byOrder;
    }

    /** @return array<string, array<int, list<array<string, mixed>>>> */
    private function carriedByOrder(): array
    {
        $carried = ['logistos' => [], 'trackingtech' => []];
        foreach ($this->requests as $request) {
            foreach ($request['orders'] as $order) {
                $carried[$request['platform']][$order['order']][] =
                    [
                        'revision' => $this->revision($request['platform'], $order['order'], $order['key']),
                        'at' => $request['at'],
                        'taken' => $request['taken'],
                    ] + $order;
            }
        }

        return $carried;
    }
}
