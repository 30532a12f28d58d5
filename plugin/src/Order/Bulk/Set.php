<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** Orders of which all is read that is needed of the database. Each is made into its content when its turn comes: the memory of those that were taken is free. */
final class Set
{
    /** @param array<int, array<string, string|null>> $heads As `Heads` gives them. */
    public function __construct(
        private array $heads,
        private readonly Lines $lines,
        private readonly Order $order,
    ) {}

    /**
     * An order's content in the form of docs/boundary.md, which is forgotten here then.
     *
     * @return array<string, mixed>|null Null where there is none, or it needs the careful way.
     */
    public function take(int $id): ?array
    {
        $head = $this->heads[$id] ?? null;
        unset($this->heads[$id]);
        try {
            return null === $head ? null : $this->order->content($id, $head) + $this->lines->take($id);
        } catch (\Throwable) {
            // Whatever it is, the careful way meets it too, and says it.
            return null;
        }
    }
}
