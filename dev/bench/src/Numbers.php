<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** Middles and ends of samples. */
final class Numbers
{
    /** Samples drawn anew from those that there are, to see how far chance goes. */
    private const DRAWS = 1_000;

    /** @param non-empty-list<int|float> $samples */
    public static function median(array $samples): float
    {
        return self::percentile($samples, 50);
    }

    /**
     * By how much the median of some samples lies above that of others, and between what it lies with a probability of 95 % (bootstrap; one sample of each belongs together).
     *
     * @param non-empty-list<int|float> $some
     * @param non-empty-list<int|float> $others As many.
     * @return array{float, float, float}
     */
    public static function difference(array $some, array $others): array
    {
        $last = count($some) - 1;
        $chance = new \Random\Randomizer(new \Random\Engine\Mt19937(1));
        $differences = [];
        for ($draw = 0; $draw < self::DRAWS; ++$draw) {
            $drawn = array_map(static fn(): int => $chance->getInt(0, $last), $some);
            $of = static fn(array $samples): float => self::median(array_map(static fn(int $at): float => $samples[$at], $drawn));
            $differences[] = $of($some) - $of($others);
        }

        return [self::median($some) - self::median($others), self::percentile($differences, 2.5), self::percentile($differences, 97.5)];
    }

    /**
     * Interpolated between the two samples next to it.
     *
     * @param non-empty-list<int|float> $samples
     */
    public static function percentile(array $samples, float $percent): float
    {
        sort($samples);
        $at = ((count($samples) - 1) * $percent) / 100;
        [$below, $above] = [$samples[(int) floor($at)], $samples[(int) ceil($at)]];

        return $below + (($above - $below) * ($at - floor($at)));
    }
}
