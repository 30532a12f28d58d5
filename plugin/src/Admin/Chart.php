<?php

declare(strict_types=1);

namespace Waybill\Admin;

/**
 * A bar a day, what arrived below and what failed above it, as SVG. Readable without colour: what failed is hatched, and its number stands above its bar. Made of what it is
 * given alone.
 */
final class Chart
{
    private const WIDTH = 720;
    private const HEIGHT = 200;

    /** Room for the labels of both axes, and for a number above the highest bar. */
    private const LEFT = 48;
    private const RIGHT = 24;
    private const TOP = 20;
    private const BOTTOM = 24;

    /** Of a day's width. */
    private const BAR = 0.7;

    /** So much can be seen of even one among thousands. */
    private const LEAST = 3.0;

    /** A label under each so many days. */
    private const EVERY = 7;

    /**
     * The chart.
     *
     * @param string $id Unique in its page.
     * @param string $title What it shows, in a few words.
     * @param string $description The same in a sentence, with the figures that matter: for who does not see it.
     * @param array{delivered: string, failed: string} $names
     * @param list<array{label: string, delivered: int, failed: int, ...}> $days Oldest first.
     */
    public static function svg(string $id, string $title, string $description, array $names, array $days): string
    {
        $highest = self::roundUp(max([1, ...array_map(static fn(array $day): int => $day['delivered'] + $day['failed'], $days)]));
        $step = (self::WIDTH - self::LEFT - self::RIGHT) / max(1, count($days));
        $bars = '';
        foreach ($days as $number => $day) {
            $bars .= self::day($day, $names, self::LEFT + ($number * $step), $step, $highest, "$id-hatch");
            // Counted from today backwards, so that today has one.
            if (0 === ((count($days) - 1 - $number) % self::EVERY)) {
                $bars .= self::text(self::LEFT + (($number + 0.5) * $step), self::HEIGHT - 8, $day['label']);
            }
        }

        return sprintf(
            '<svg class="waybill-svg" viewBox="0 0 %1$d %2$d" role="img" aria-labelledby="%3$s-title %3$s-desc" xmlns="http://www.w3.org/2000/svg">'
            . '<title id="%3$s-title">%4$s</title><desc id="%3$s-desc">%5$s</desc>'
            . '<defs><pattern id="%3$s-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
            . '<rect class="waybill-svg-paper" width="6" height="6"/><rect class="waybill-svg-failed" width="3" height="6"/></pattern></defs>%6$s%7$s</svg>',
            self::WIDTH,
            self::HEIGHT,
            esc_attr($id),
            esc_html($title),
            esc_html($description),
            self::lines($highest),
            $bars,
        );
    }

    /** What a bar's fill means, beside its name. */
    public static function legend(string $id, string $delivered, string $failed): string
    {
        $entry = static fn(string $fill, string $name): string => sprintf(
            '<li><svg class="waybill-svg-key" viewBox="0 0 16 16" aria-hidden="true"><rect %s width="15" height="15" x=".5" y=".5"/></svg> %s</li>',
            $fill,
            esc_html($name),
        );

        return (
            '<ul class="waybill-legend">'
            . $entry('class="waybill-svg-delivered"', $delivered)
            . $entry(sprintf('class="waybill-svg-outline" fill="url(#%s-hatch)"', esc_attr($id)), $failed)
            . '</ul>'
        );
    }

    /**
     * @param array{label: string, delivered: int, failed: int, ...} $day
     * @param array{delivered: string, failed: string} $names
     */
    private static function day(array $day, array $names, float $x, float $width, int $highest, string $hatch): string
    {
        ['delivered' => $delivered, 'failed' => $failed] = $day;
        if (0 === ($delivered + $failed)) {
            return '';
        }
        $tall = self::tall($delivered, $highest);
        $ground = (float) (self::HEIGHT - self::BOTTOM);
        $top = max((float) self::TOP, $ground - $tall - self::tall($failed, $highest));
        $tip = sprintf('%s: %s %s, %s %s', $day['label'], number_format_i18n($delivered), $names['delivered'], number_format_i18n($failed), $names['failed']);
        $left = $x + (($width * (1 - self::BAR)) / 2);
        $bars = self::bar('class="waybill-svg-delivered"', $left, $ground - $tall, $width * self::BAR, $tall);
        if ($failed > 0) {
            $bars .=
                self::bar(
                    sprintf('class="waybill-svg-outline" fill="url(#%s)"', esc_attr($hatch)),
                    $left,
                    $top,
                    $width * self::BAR,
                    max(self::LEAST, $ground - $tall - $top),
                ) . self::text($x + ($width / 2), $top - 5, number_format_i18n($failed), 'waybill-svg-number');
        }

        return '<g><title>' . esc_html($tip) . "</title>$bars</g>";
    }

    /** The lines at none, half and all, with their numbers. */
    private static function lines(int $highest): string
    {
        $lines = '';
        foreach (array_unique([0, intdiv($highest, 2), $highest]) as $value) {
            $y = self::HEIGHT - self::BOTTOM - (($value / $highest) * self::room());
            $lines .= sprintf('<line class="waybill-svg-line" x1="%1$d" x2="%2$d" y1="%3$.1F" y2="%3$.1F"/>', self::LEFT, self::WIDTH - self::RIGHT, $y);
            $lines .= self::text(self::LEFT - 8, $y + 4, number_format_i18n($value), 'waybill-svg-value');
        }

        return $lines;
    }

    private static function bar(string $how, float $x, float $y, float $width, float $height): string
    {
        return $height <= 0 ? '' : sprintf('<rect %s x="%.1F" y="%.1F" width="%.1F" height="%.1F"/>', $how, $x, $y, $width, $height);
    }

    private static function text(float $x, float $y, string $text, string $class = 'waybill-svg-label'): string
    {
        return sprintf('<text class="%s" x="%.1F" y="%.1F" aria-hidden="true">%s</text>', $class, $x, $y, esc_html($text));
    }

    private static function tall(int $count, int $highest): float
    {
        return 0 === $count ? 0.0 : max(self::LEAST, ($count / $highest) * self::room());
    }

    private static function room(): int
    {
        return self::HEIGHT - self::TOP - self::BOTTOM;
    }

    /** The next number that is good to read on an axis, and has a half: 2, 4, … 10, 20, 40, … 100, 200, … */
    private static function roundUp(int $count): int
    {
        $power = 1;
        while ($count > (10 * $power)) {
            $power *= 10;
        }

        return (int) ceil($count / (2 * $power)) * 2 * $power;
    }
}
