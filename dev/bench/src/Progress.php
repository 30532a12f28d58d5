<?php

declare(strict_types=1);

namespace Waybill\Bench;

use Waybill\DeliveryState;
use Waybill\Observer;

/** Looks on while a worker delivers. */
final class Progress implements Observer
{
    public int $delivered = 0;

    /** What failed: a sound measurement has none. */
    public int $others = 0;

    /** @var list<float> When each thousand was seen to. */
    public array $thousands = [];

    /** When the last was. */
    public float $last = 0.0;

    /** @param int $most After so many it is enough. */
    public function __construct(
        private readonly int $most = PHP_INT_MAX,
    ) {}

    public function saw(array $results): void
    {
        $this->last = microtime(true);
        foreach ($results as $result) {
            $isDelivered = DeliveryState::Delivered === $result->state;
            $this->delivered += $isDelivered ? 1 : 0;
            // What a turn's end leaves unsent comes in the next.
            $this->others += $isDelivered || 'unsent' === $result->outcome ? 0 : 1;
            if ($isDelivered && 0 === ($this->delivered % 1000)) {
                $this->thousands[] = $this->last;
            }
        }
    }

    public function goesOn(): bool
    {
        return $this->delivered < $this->most;
    }
}
