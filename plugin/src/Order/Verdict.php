<?php

declare(strict_types=1);

namespace Waybill\Order;

/** Whether an order may be sent to a platform, as its status and other plugins' filters say. */
final class Verdict
{
    /**
     * @param bool $isWanted Whether its status is one of those in which an order is sent.
     * @param bool $isDeliverable Whether it may still be sent in this status, once it is asked for.
     * @param bool $isVetoed Whether another plugin's filter will not have it sent.
     */
    public function __construct(
        public readonly bool $isWanted,
        public readonly bool $isDeliverable,
        public readonly bool $isVetoed,
    ) {}
}
