<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Connection\Connection;

/** Whether this server reaches the platforms, and itself. */
final class NetworkCheck implements Check
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Reach $reach,
    ) {}

    public function id(): string
    {
        return 'network';
    }

    public function label(): string
    {
        return __('Waybill\'s network', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('This server reaches the platforms', 'waybill');
    }

    public function findings(): array
    {
        $findings = [$this->loopback()];
        foreach ($this->connections as $connection) {
            // What is a copy is said by the check of connections.
            if ($connection->isOpen() && !$connection->isElsewhere()) {
                $findings = [...$findings, ...$this->reach->findings($connection)];
            }
        }

        return $findings;
    }

    /** As WordPress' own Site Health asks it. */
    private function loopback(): Finding
    {
        if (!class_exists(\WP_Site_Health::class)) {
            require_once ABSPATH . 'wp-admin/includes/class-wp-site-health.php';
        }
        $loopback = get_object_vars(\WP_Site_Health::get_instance()?->can_perform_loopback() ?? new \stdClass());

        return (
            'good' === ($loopback['status'] ?? '')
                ? Finding::good('loopback', __('The site can call itself, as WordPress\' cron does.', 'waybill'))
                : Finding::warning(
                    'loopback',
                    __('The site cannot call itself, so WordPress\' cron does not start from page views.', 'waybill') . ' '
                        . wp_strip_all_tags((string) ($loopback['message'] ?? '')),
                    [[__('Have the server start it:', 'waybill'), '* * * * * wp cron event run --due-now --path=' . untrailingslashit(ABSPATH)]],
                )
        );
    }
}
