<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** Where a delivery stands. The extension answers with these words too (docs/boundary.md, `deliver`). */
enum DeliveryState: string
{
    /** Waits for its next attempt. */
    case Pending = 'pending';
    /** A worker has it, until its lease ends. */
    case Claimed = 'claimed';
    /** The platform has it. */
    case Delivered = 'delivered';
    /** The platform will not have it, or the schedule is at its end: it waits for the merchant. */
    case Failed = 'failed';
    /** Its connection is paused or switched off; it goes on when that does. */
    case Held = 'held';
    /** Its order is not to be sent any more; where it is due again, it goes out under a new key. */
    case Withdrawn = 'withdrawn';

    /** Of a delivery that is queued now. */
    public static function queuedFor(Connection $connection): self
    {
        return $connection->isOpen() && null === $connection->pausedBecause() ? self::Pending : self::Held;
    }
}
