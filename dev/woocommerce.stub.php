<?php

/** Classes of WooCommerce by which Waybill knows WooCommerce's own callbacks and storage (the stand-in has none of them), for analysis alone: nothing loads this file. */

declare(strict_types=1);

namespace {
    class WC_Deprecated_Filter_Hooks
    {
        /** @return list<string> */
        public function get_old_hooks(string $new_hook): array {}
    }
}

namespace Automattic\WooCommerce\Internal\DataStores\Orders {
    class OrdersTableDataStore {}
}

namespace Automattic\WooCommerce\Admin\Overrides {
    class Order extends \WC_Order {}

    class OrderRefund extends \WC_Order_Refund {}
}
