<?php

declare(strict_types=1);

namespace Waybill;

/** The response to the browser. */
final class Response
{
    /** Whether this server can send it off before the request ends. */
    public static function canFinish(): bool
    {
        return function_exists('fastcgi_finish_request') || function_exists('litespeed_finish_request');
    }

    /** Whether a shopper waits for it (or a payment provider, but no clerk and no cron), and need not wait for the request's end. */
    public static function isForShopper(): bool
    {
        return self::canFinish() && !is_admin() && !wp_doing_cron() && !(is_user_logged_in() && current_user_can('edit_shop_orders'));
    }

    /**
     * Sends the response off, so that what follows keeps nobody waiting.
     *
     * @return bool False where this server cannot (Apache's module): whatever follows would still be waited for.
     */
    public static function finish(): bool
    {
        ignore_user_abort(true);

        return match (true) {
            'cli' === PHP_SAPI => true,
            function_exists('fastcgi_finish_request') => fastcgi_finish_request(),
            function_exists('litespeed_finish_request') => litespeed_finish_request(),
            default => false,
        };
    }
}
