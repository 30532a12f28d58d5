<?php

declare(strict_types=1);

namespace Waybill;

/** Why a delivery failed, or is not to be sent any more. */
enum Reason: string
{
    /** Failed: the platform will not have the order as it is. */
    case Rejected = 'rejected';
    /** Failed: every attempt of the schedule was in vain. */
    case Exhausted = 'exhausted';
    /** Failed: the order cannot be read; broken data, or an error in another plugin's filter. */
    case Unreadable = 'unreadable';
    /** Failed: PHP ended each time in the middle of it. */
    case Crashed = 'crashed';
    /** Withdrawn: the order came to another status before it was sent. */
    case NotDue = 'not_due';
    /** Withdrawn: another plugin's filter said no (docs/hooks.md). */
    case Vetoed = 'vetoed';
}
