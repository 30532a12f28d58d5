<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

use Random\Engine\Mt19937;
use Random\Randomizer;

/** Draws that a seed repeats. */
final class Chance
{
    private const STEPS = 1 << 30;

    private readonly Randomizer $randomizer;

    public function __construct(int $seed)
    {
        $this->randomizer = new Randomizer(new Mt19937($seed));
    }

    /** From 0 up to, and without, 1. */
    public function share(): float
    {
        return $this->randomizer->getInt(0, self::STEPS - 1) / self::STEPS;
    }

    /** One of the whole numbers between these two, both included. */
    public function between(int $least, int $most): int
    {
        return $this->randomizer->getInt($least, $most);
    }
}
