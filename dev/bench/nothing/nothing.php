<?php

/**
 * Plugin Name: Nothing
 * Description: Stands in Waybill's place where a shop is measured without it: what WordPress spends on any plugin, be it as small as this, is not Waybill's.
 */

declare(strict_types=1);

if (!defined('ABSPATH')) {
    exit();
}
