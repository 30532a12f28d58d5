<?php

declare(strict_types=1);

namespace Waybill;

/** What WordPress and WooCommerce have read in this process, and keep. */
final class RuntimeCache
{
    /** Bytes that it may fill. */
    private const ROOM = 8 * 1024 * 1024;

    /** Of all memory in use. */
    private static int $most = PHP_INT_MAX;

    /** Frees it: what other processes did meanwhile is seen anew. A cache that cannot be emptied for this process alone is left as it is. */
    public static function flush(): void
    {
        if (wp_cache_supports('flush_runtime')) {
            wp_cache_flush_runtime();
        }
        self::$most = memory_get_usage() + self::ROOM;
    }

    /** Frees it where it may have grown large: asked after each order that is read by itself, as WooCommerce keeps a few kilobytes of each line, and after each that others are told of, as they may read it. */
    public static function trim(): void
    {
        $used = memory_get_usage();
        if ($used > self::$most) {
            self::flush();
        } else {
            self::$most = min(self::$most, $used + self::ROOM);
        }
    }
}
