<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Requirements;
use Waybill\Response;
use Waybill\Site;

/** The PHP that this runs in, and what it may do. */
final class ServerCheck implements Check
{
    /** A tick reads a hundred orders at a time; WordPress' own part comes on top. */
    private const MEMORY = 128 * 1024 * 1024;

    /** A tick works 20 s, and 5 more for what ended a worker before. */
    private const SECONDS = 30;

    /** What each of these does for Waybill when it may be called. */
    private const FUNCTIONS = ['set_time_limit', 'ignore_user_abort', 'fastcgi_finish_request', 'litespeed_finish_request', 'pcntl_signal'];

    /** @param \Closure(string): (string|false) $setting PHP's settings by their names, as ini_get() gives them. */
    public function __construct(
        private readonly Site $site,
        private readonly \Closure $setting,
    ) {}

    public function id(): string
    {
        return 'server';
    }

    public function label(): string
    {
        return __('Waybill\'s server', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('This server has what Waybill needs', 'waybill');
    }

    public function findings(): array
    {
        return array_values(array_filter([$this->php(), $this->disabled(), $this->flush(), $this->memory(), $this->time(), $this->trust(), $this->user()]));
    }

    private function php(): Finding
    {
        $is = sprintf('PHP %s, %s, %s', PHP_VERSION, PHP_ZTS ? 'ZTS' : 'NTS', PHP_SAPI);

        return version_compare(PHP_VERSION, Requirements::PHP, '>=')
            ? Finding::good('php', $is . '.')
            : Finding::error(
                'php',
                "$is.",
                // translators: %s: a version.
                sprintf(__('Waybill needs PHP %s or newer: ask your host to switch it.', 'waybill'), Requirements::PHP),
            );
    }

    private function disabled(): Finding
    {
        $disabled = array_intersect(self::FUNCTIONS, array_map(trim(...), explode(',', (string) ($this->setting)('disable_functions'))));

        return [] === $disabled
            ? Finding::good('disable_functions', __('No function that Waybill uses is disabled.', 'waybill'))
            : Finding::warning(
                'disable_functions',
                sprintf(
                    // translators: %s: names of PHP functions.
                    __('PHP\'s disable_functions holds %s, which Waybill uses to work after the answer has gone and to end in order.', 'waybill'),
                    implode(', ', $disabled),
                ),
                __('Take them out of disable_functions in php.ini. Until then orders wait for the next tick.', 'waybill'),
            );
    }

    /** Only the PHP of web requests can tell. */
    private function flush(): ?Finding
    {
        return match (true) {
            'cli' === PHP_SAPI => null,
            Response::canFinish() => Finding::good('finish_request', __('An order is sent as soon as its shopper has the answer.', 'waybill')),
            default => Finding::good('finish_request', __(
                'This server cannot work on after an answer has gone; orders are sent by a scheduled action, a little later.',
                'waybill',
            )),
        };
    }

    private function memory(): Finding
    {
        $is = (string) ($this->setting)('memory_limit');
        $limit = wp_convert_hr_to_bytes($is);

        return (
            $limit <= 0 || $limit >= self::MEMORY
                // translators: %s: an amount of memory, such as "256M", or -1 for no limit.
                ? Finding::good('memory_limit', sprintf(__('PHP\'s memory_limit is %s.', 'waybill'), $is))
                : Finding::warning(
                    'memory_limit',
                    // translators: %s: an amount of memory, such as "64M".
                    sprintf(__('PHP\'s memory_limit is %s: a worker may run out of it in the middle.', 'waybill'), $is),
                    [[__('Give it more, in php.ini or in wp-config.php:', 'waybill'), 'define( \'WP_MEMORY_LIMIT\', \'256M\' );']],
                )
        );
    }

    private function time(): Finding
    {
        $seconds = (int) ($this->setting)('max_execution_time');

        return (
            0 === $seconds || $seconds >= self::SECONDS
                // translators: %d: seconds, 0 for no limit.
                ? Finding::good('max_execution_time', sprintf(__('PHP\'s max_execution_time is %d.', 'waybill'), $seconds))
                : Finding::warning(
                    'max_execution_time',
                    // translators: 1: seconds, 2: seconds.
                    sprintf(__('PHP\'s max_execution_time is %1$d s; a run of Waybill\'s background takes up to %2$d s.', 'waybill'), $seconds, self::SECONDS),
                    [[__('Raise it in php.ini:', 'waybill'), 'max_execution_time = ' . self::SECONDS]],
                )
        );
    }

    private function trust(): Finding
    {
        $file = $this->site->caFile();

        return is_readable($file)
            // translators: %s: a file.
            ? Finding::good('ca_bundle', sprintf(__('Certificates are checked against the system\'s store and %s.', 'waybill'), $file))
            : Finding::warning(
                'ca_bundle',
                // translators: %s: a file.
                sprintf(__('The bundle of certificates %s cannot be read; only the system\'s own store is left.', 'waybill'), $file),
                __('Mend openssl.cafile in php.ini, or reinstall WordPress\' files.', 'waybill'),
            );
    }

    /** As root, WP-CLI leaves logs behind that the web server cannot write. */
    private function user(): ?Finding
    {
        if ('cli' !== PHP_SAPI || !function_exists('posix_geteuid')) {
            return null;
        }
        $owner = (int) fileowner(WP_CONTENT_DIR);
        $name = posix_getpwuid($owner)['name'] ?? (string) $owner;

        return (
            0 !== posix_geteuid() || 0 === $owner
                ? Finding::good('user', __('This runs as a user that may leave files behind.', 'waybill'))
                : Finding::warning(
                    'user',
                    // translators: %s: a user of the server.
                    sprintf(__('This runs as root, WordPress\' files belong to %s: log files made by root are closed to web requests.', 'waybill'), $name),
                    [[__('Run WP-CLI as that user:', 'waybill'), "sudo -u $name wp waybill …"]],
                )
        );
    }
}
