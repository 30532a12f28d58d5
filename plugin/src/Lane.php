<?php

declare(strict_types=1);

namespace Waybill;

/** Live before backfill, always: a million old orders never delay a new one. */
enum Lane: int
{
    case Live = 0;
    case Backfill = 1;
}
