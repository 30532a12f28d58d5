<?php

declare(strict_types=1);

namespace Waybill;

/** What WordPress and WooCommerce have read in this process, and keep. */
final class RuntimeCache
{
    /** Frees it: what other processes did meanwhile is seen anew. A cache that cannot be emptied for this process alone is left as it is. */
    public static function flush(): void
    {
        if (wp_cache_supports('flush_runtime')) {
            wp_cache_flush_runtime();
        }
    }
}
