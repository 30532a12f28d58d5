<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Connection\Connection;
use Waybill\Connection\ConnectionOptions;

/** The settings of a connection that few ever need, folded. */
final class AdvancedSettings
{
    /** @param string $own The platform's own fields, as HTML. */
    public static function html(Connection $connection, string $own = ''): string
    {
        return '<details><summary>' . esc_html__('Advanced', 'waybill') . '</summary>' . $own . self::concurrency($connection) . '</details>';
    }

    private static function concurrency(Connection $connection): string
    {
        return Form::field(
            'concurrency',
            __('Requests at a time, at most', 'waybill'),
            (string) $connection->concurrency(),
            'number',
            sprintf(
                // translators: %s: the platform's name.
                __('Waybill sends more at a time as long as %s answers well, and fewer as soon as it asks for less.', 'waybill'),
                $connection->label(),
            ),
            sprintf('min="1" max="%d" step="1"', ConnectionOptions::MAX_CONCURRENCY),
        );
    }
}
