<?php

declare(strict_types=1);

namespace Waybill\Order\Bulk;

/** What is stored is not plain enough to be sure what WooCommerce would say of it. */
final class Unsure extends \RuntimeException {}
