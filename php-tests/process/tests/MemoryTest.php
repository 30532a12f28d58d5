<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\tests;

use Waybill\Tests\Process\Support\TestCase;

/** A process that delivers for hours. */
final class MemoryTest extends TestCase
{
    public function test_the_resident_memory_of_a_process_stays_flat_over_five_thousand_deliveries(): void
    {
        $memory = $this->json('memory.php', 500, 5000);

        self::assertSame(5000, $memory['delivered']);
        self::assertGreaterThan(0, $memory['warm']);
        self::assertLessThan(4 * 1024, $memory['end'] - $memory['warm']);
    }
}
