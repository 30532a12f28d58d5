<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** The forms in which results are told. */
final class Markdown
{
    /**
     * @param list<string> $heads A head that ends with `>` has its column set to the right.
     * @param list<list<string>> $rows
     */
    public static function table(array $heads, array $rows): string
    {
        $lines = [
            array_map(static fn(string $head): string => rtrim($head, '>'), $heads),
            array_map(static fn(string $head): string => str_ends_with($head, '>') ? '---:' : '---', $heads),
            ...$rows,
        ];

        return implode("\n", array_map(static fn(array $cells): string => '| ' . implode(' | ', $cells) . ' |', $lines)) . "\n";
    }

    public static function number(float $number, int $decimals = 0): string
    {
        return number_format($number, $decimals);
    }

    /** A ratio, as a multiple. */
    public static function times(float $ratio): string
    {
        return self::number($ratio, $ratio < 10 ? 1 : 0) . ' ×';
    }

    public static function percent(float $share): string
    {
        return self::number(100 * $share) . ' %';
    }

    public static function ms(float $ms, int $decimals = 1): string
    {
        return self::number($ms, $decimals) . ' ms';
    }

    public static function mb(float $mb): string
    {
        return self::number($mb, 1) . ' MB';
    }
}
