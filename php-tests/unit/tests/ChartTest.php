<?php

declare(strict_types=1);

namespace Waybill\Tests\tests;

use Waybill\Admin\Chart;

/** The chart of the last days: data in, SVG out. */
final class ChartTest extends \PHPUnit\Framework\TestCase
{
    public function test_it_is_an_image_with_a_title_and_a_description(): void
    {
        $svg = self::svg([[3, 1]]);
        self::assertSame('img', (string) $svg['role']);
        self::assertSame('c-title c-desc', (string) $svg['aria-labelledby']);
        self::assertSame(['c-title', 'Orders <of> a day'], [(string) $svg->title['id'], (string) $svg->title]);
        self::assertSame(['c-desc', '3 delivered & 1 failed'], [(string) $svg->desc['id'], (string) $svg->desc]);
    }

    public function test_a_bar_is_as_high_as_its_number_and_what_failed_stands_on_what_arrived(): void
    {
        $svg = self::svg([[10, 0], [5, 5], [0, 0]]);
        [$first, $second] = [$svg->g[0], $svg->g[1]];
        self::assertCount(2, $svg->g, 'A day without orders has no bar.');
        self::assertSame((float) $first->rect['height'], (float) $second->rect[0]['height'] + (float) $second->rect[1]['height']);
        self::assertSame((float) $second->rect[0]['height'], (float) $second->rect[1]['height']);
        self::assertSame((float) $second->rect[0]['y'], (float) $second->rect[1]['y'] + (float) $second->rect[1]['height']);
        self::assertGreaterThan((float) $first->rect['x'] + (float) $first->rect['width'], (float) $second->rect[0]['x']);
    }

    public function test_what_failed_is_told_without_colour(): void
    {
        [$arrived, $mixed] = self::svg([[9, 0], [9000, 1]])->xpath("*[local-name()='g']");
        self::assertSame([], $arrived->xpath('*[local-name()="text"]'));
        self::assertSame('1', (string) $mixed->text, 'Its number stands above it.');
        self::assertSame('url(#c-hatch)', (string) $mixed->rect[1]['fill'], 'It is hatched.');
        self::assertGreaterThanOrEqual(3.0, (float) $mixed->rect[1]['height'], 'One among thousands is seen.');
        self::assertSame('Nov 2: 9,000 delivered, 1 failed', (string) $mixed->title);
    }

    public function test_the_axis_ends_at_a_round_number_and_nothing_is_drawn_outside(): void
    {
        foreach ([0 => 2, 1 => 2, 2 => 2, 3 => 4, 9 => 10, 10 => 10, 11 => 20, 41 => 60, 100 => 100, 101 => 200, 999_999 => 1_000_000] as $count => $end) {
            $svg = self::svg([[$count, 0], [0, $count]]);
            $numbers = array_map(static fn($text): int => (int) str_replace(',', '', (string) $text), $svg->xpath('*[@class="waybill-svg-value"]'));
            self::assertSame([0, intdiv($end, 2), $end], $numbers, "$count");
            [, , $width, $height] = explode(' ', (string) $svg['viewBox']);
            foreach ($svg->xpath('*[local-name()="g"]/*[local-name()="rect"]') as $rect) {
                self::assertGreaterThan(0, (float) $rect['y']);
                self::assertLessThan((float) $height, (float) $rect['y'] + (float) $rect['height']);
                self::assertLessThan((float) $width, (float) $rect['x'] + (float) $rect['width']);
            }
        }
    }

    public function test_today_has_a_label_and_each_seventh_day_before(): void
    {
        $svg = self::svg(array_fill(0, 30, [1, 0]));
        self::assertSame(['Nov 2', 'Nov 9', 'Nov 16', 'Nov 23', 'Nov 30'], array_map(strval(...), $svg->xpath('*[@class="waybill-svg-label"]')));
    }

    /** @param list<array{int, int}> $days Delivered and failed. */
    private static function svg(array $days): \SimpleXMLElement
    {
        $named = [];
        foreach ($days as $number => [$delivered, $failed]) {
            $named[] = ['label' => 'Nov ' . ($number + 1), 'delivered' => $delivered, 'failed' => $failed];
        }

        return new \SimpleXMLElement(Chart::svg(
            'c',
            'Orders <of> a day',
            '3 delivered & 1 failed',
            ['delivered' => 'delivered', 'failed' => 'failed'],
            $named,
        ));
    }
}
