<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use PHPUnit\Framework\Assert;
use Waybill\Extension;
use Waybill\Order\BulkOrderReader;
use Waybill\Order\OrderReader;

/** Reads orders in a set and through WC_Order, and holds both to be the same, byte for byte. */
final class BothWays
{
    /**
     * @param list<int> $ids
     * @param array<int, string> $about What a failure says of an order.
     * @return array<int, array<string, mixed>> Those that were read in a set.
     */
    public static function read(array $ids, array $about = []): array
    {
        wp_cache_flush();
        $contents = (new BulkOrderReader($GLOBALS['wpdb']))->read($ids);
        $extension = new Extension();
        foreach ($contents as $id => $content) {
            Assert::assertSame(self::careful($id, $extension), $extension->encode($content), "Order $id " . ($about[$id] ?? ''));
        }

        return $contents;
    }

    private static function careful(int $id, Extension $extension): string
    {
        $reader = new OrderReader();
        // Of damaged data WooCommerce speaks in PHP's notices, too.
        set_error_handler(static fn(): bool => true);
        try {
            $order = $reader->find($id);

            return null === $order ? 'none' : $extension->encode($reader->read($order));
        } catch (\Throwable $error) {
            return $error::class . ': ' . $error->getMessage();
        } finally {
            restore_error_handler();
        }
    }
}
