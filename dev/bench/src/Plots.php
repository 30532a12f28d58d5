<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** Pictures of results, by gnuplot, as SVG. */
final class Plots
{
    private const COLOURS = ['#7f54b3', '#2271b1', '#00a32a', '#dba617', '#d63638', '#646970'];

    /** @param string $directory Where they go. */
    public function __construct(
        private readonly string $directory,
        private readonly string $link,
    ) {}

    /**
     * Bars side by side, on a logarithmic scale.
     *
     * @param list<string> $groups
     * @param array<string, list<float>> $bars Names to a value for each group.
     * @return string The picture in Markdown.
     */
    public function bars(string $name, string $title, string $unit, array $groups, array $bars): string
    {
        $rows = [];
        foreach ($groups as $at => $group) {
            $rows[] = '"' . $group . '" ' . implode(' ', array_map(static fn(array $values): string => (string) $values[$at], $bars));
        }
        $plots = [];
        foreach (array_keys($bars) as $at => $bar) {
            $plots[] = '$data using ' . ($at + 2) . ($at > 0 ? '' : ':xtic(1)') . " title '$bar' linecolor rgb '" . self::COLOURS[$at] . "'";
        }

        return $this->draw(
            $name,
            $title,
            "set logscale y\nset ylabel '$unit'\nset style data histograms\nset style fill solid\nset boxwidth 0.9\nset key outside below\n",
            $rows,
            $plots,
        );
    }

    /**
     * Lines.
     *
     * @param array<string, list<array{float, float}>> $lines Names to points.
     */
    public function lines(string $name, string $title, string $x, string $y, array $lines): string
    {
        $rows = [];
        $plots = [];
        foreach (array_keys($lines) as $at => $line) {
            foreach ($lines[$line] as $point) {
                $rows[] = implode(' ', $point);
            }
            array_push($rows, '', '');
            $plots[] = "\$data index $at using 1:2 title '$line' with lines linewidth 2 linecolor rgb '" . self::COLOURS[$at] . "'";
        }

        return $this->draw($name, $title, "set xlabel '$x'\nset ylabel '$y'\nset yrange [0:*]\nset key outside below\n", $rows, $plots);
    }

    /**
     * @param list<string> $rows
     * @param list<string> $plots
     */
    private function draw(string $name, string $title, string $settings, array $rows, array $plots): string
    {
        $file = "performance-$name.svg";
        $script =
            "set terminal svg size 880,380 font 'sans-serif,12' background '#ffffff'\nset output '{$this->directory}/$file'\nset title '$title'\nset grid ytics\n$settings"
            . "\$data << EOD\n"
            . implode("\n", $rows)
            . "\nEOD\nplot "
            . implode(", \\\n", $plots)
            . "\n";
        $gnuplot = popen('gnuplot', 'w');
        fwrite($gnuplot, $script);
        if (0 !== pclose($gnuplot)) {
            throw new \RuntimeException("gnuplot could not draw $file");
        }

        return "![$title]({$this->link}/$file)\n";
    }
}
