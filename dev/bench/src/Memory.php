<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** What a process took above what it took idle, of what `Measured` says of it; in MB. */
final class Memory
{
    private const AIM_MB = 32;

    /** PHP's own, at its peak. @param array{idle_mb: float, peak_mb: float, ...} $sample */
    public static function ofPhp(array $sample): float
    {
        return $sample['peak_mb'] - $sample['idle_mb'];
    }

    /** All of the process's, with the extension, at its peak. @param array{idle_resident_mb: float, peak_resident_mb: float, ...} $sample */
    public static function ofProcess(array $sample): float
    {
        return $sample['peak_resident_mb'] - $sample['idle_resident_mb'];
    }

    /**
     * The row of a summary.
     *
     * @param string $of What was delivered.
     * @param non-empty-list<array{idle_mb: float, peak_mb: float, ...}> $samples The highest counts.
     * @return array{string, string, Aim|null}
     */
    public static function row(string $of, array $samples): array
    {
        $peak = max(array_map(self::ofPhp(...), $samples));

        return ["PHP's peak above an idle WordPress, $of", Markdown::mb($peak), new Aim('at most ' . self::AIM_MB . ' MB', $peak <= self::AIM_MB)];
    }
}
