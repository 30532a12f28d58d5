<?php

declare(strict_types=1);

namespace Waybill;

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
    /** Its connection is paused; it goes on when that does. */
    case Held = 'held';
}
