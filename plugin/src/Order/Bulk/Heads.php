<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** An order's own fields, under the names that `Order` reads, from one of WooCommerce's two storages. */
interface Heads
{
    /**
     * The rows of those of these ids that are orders, without those that it is not sure about. A field that is null was never set; dates are in GMT, as the
     * database writes them.
     *
     * @param list<int> $ids
     * @return array<int, array<string, string|null>>
     * @throws Unsure
     */
    public function read(array $ids): array;
}
