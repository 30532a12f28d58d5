<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** Middles and ends of samples. */
final class Numbers
{
    /** @param non-empty-list<int|float> $samples */
    public static function median(array $samples): float
    {
        return self::percentile($samples, 50);
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
