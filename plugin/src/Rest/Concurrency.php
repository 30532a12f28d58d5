<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Connection\ConnectionOptions;

/** The setting "Requests at a time, at most", as every platform's settings take it. */
final class Concurrency
{
    public const ARGUMENT = ['type' => ['integer', 'string']];

    /** @return array{}|array{concurrency: int}|\WP_Error What is to be stored: nothing where nothing was said of it. */
    public static function of(\WP_REST_Request $request): array|\WP_Error
    {
        if (null === $request['concurrency']) {
            return [];
        }
        $concurrency = filter_var($request['concurrency'], FILTER_VALIDATE_INT, ['options' => [
            'min_range' => 1,
            'max_range' => ConnectionOptions::MAX_CONCURRENCY,
        ]]);
        // translators: 1: the smallest number, 2: the largest number.
        $range = __('Enter a whole number from %1$s to %2$s.', 'waybill');

        return (
            false === $concurrency
                ? new \WP_Error('waybill_concurrency', sprintf($range, number_format_i18n(1), number_format_i18n(ConnectionOptions::MAX_CONCURRENCY)), [
                    'status' => 422,
                    'field' => 'concurrency',
                ])
                : ['concurrency' => $concurrency]
        );
    }
}
