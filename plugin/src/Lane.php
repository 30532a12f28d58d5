<?php

declare(strict_types=1);

namespace Waybill;

/** Live before backfill, always: a million old orders never delay a new one. */
enum Lane: int
{
    case Live = 0;
    case Backfill = 1;

    /** @return list<self> This lane and those that go before it, in their order. */
    public function andBefore(): array
    {
        return array_values(array_filter(self::cases(), fn(self $lane): bool => $lane->value <= $this->value));
    }
}
