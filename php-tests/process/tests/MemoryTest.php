<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\TestCase;

/** A process that delivers for hours. */
final class MemoryTest extends TestCase
{
    /** Of the extension, as docs/architecture.md says it. */
    private const OF_SETS_KIB = 32 * 1024;

    /** @return array<string, array{string}> */
    public static function ways(): array
    {
        return ['while PHP waits' => ['foreground'], 'in the background' => ['background']];
    }

    /** @dataProvider ways */
    public function test_the_resident_memory_of_a_process_stays_flat_over_twenty_thousand_calls(string $way): void
    {
        $memory = $this->json('memory.php', $way, 500, 20_000);

        self::assertSame(20_000, $memory['delivered']);
        self::assertGreaterThan(0, $memory['warm']);
        self::assertLessThan(4 * 1024, $memory['end'] - $memory['warm']);
    }

    public function test_a_backfill_s_sets_take_a_bounded_memory_in_the_extension(): void
    {
        $this->sandbox->addFault(['platform' => 'logistos', 'fault' => ['kind' => 'latency', 'ms' => 100]]);
        $memory = $this->json('sets.php', 60);

        self::assertSame(60_000, $memory['delivered']);
        self::assertLessThan(self::OF_SETS_KIB, $memory['most']);
    }
}
