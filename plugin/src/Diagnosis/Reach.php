<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Connection\Connection;
use Waybill\Connection\Failure;
use Waybill\Connection\Problem;
use Waybill\Connection\Steps;
use Waybill\Extension;

/** Tries a connection without sending an order: whether its addresses answer, and where the platform has a question that changes nothing, what it answers. */
final class Reach
{
    private const DEADLINE_MS = 5_000;

    public function __construct(
        private readonly Extension $extension,
        private readonly Steps $steps,
    ) {}

    /** @return list<Finding> */
    public function findings(Connection $connection): array
    {
        return array_map(static fn(Finding $finding): Finding => $finding->about($connection), $this->try($connection));
    }

    /**
     * Scheme, host and port of each address that is in use.
     *
     * @return list<string>
     */
    public function origins(Connection $connection): array
    {
        return array_values(array_unique(array_filter(array_map(self::origin(...), $this->addresses($connection)))));
    }

    /** @return list<Finding> */
    private function try(Connection $connection): array
    {
        $hindrance = $this->steps->hindrance($connection);
        if (null !== $hindrance) {
            return [$this->failed($connection, 'connection', $hindrance)];
        }
        $checked = $this->steps->take($connection, 'check');
        if ($checked instanceof Failure) {
            return [$this->failed($connection, 'address', $checked)];
        }
        $reached = $this->steps->take($connection, 'probe', deadlineMs: self::DEADLINE_MS);
        if ($reached instanceof Failure) {
            return [$this->unreached($connection, $reached)];
        }
        /** @var list<array{host: string, http_status: int}> $hosts */
        $hosts = $reached['hosts'];
        $findings = [];
        foreach ($hosts as $host) {
            // translators: 1: a host such as admin.logistos.in, 2: a number, the status of its HTTP answer.
            $findings[] = Finding::good('reach', sprintf(__('%1$s answers (HTTP %2$d).', 'waybill'), $host['host'], $host['http_status']));
        }
        $question = $connection->harmlessStep();
        if (null !== $question) {
            $answer = $this->steps->take($connection, $question);
            $findings[] = $answer instanceof Failure
                ? $this->failed($connection, 'login', $answer)
                // translators: %s: the platform's name.
                : Finding::good('login', sprintf(__('%s accepts the login.', 'waybill'), $connection->label()));
        }

        return $findings;
    }

    private function failed(Connection $connection, string $what, Failure $failure): Finding
    {
        return Finding::error(
            $what,
            Problem::sentence($failure->kind, $connection->label()),
            '' === $failure->message ? __('Look at the connection\'s page in wp-admin.', 'waybill') : ucfirst($failure->message) . '.',
        );
    }

    private function unreached(Connection $connection, Failure $failure): Finding
    {
        $address = $this->addresses($connection)[(string) $failure->field] ?? '';

        return Finding::error(
            'reach',
            Problem::sentence($failure->kind, $connection->label()),
            'unknown_host' === $failure->kind
                ? [[__('Check the address and the server\'s name service:', 'waybill'), 'getent hosts ' . (string) wp_parse_url($address, PHP_URL_HOST)]]
                : [[
                    __('Check the server\'s firewall and clock, and its bundle of certificates. To see more:', 'waybill'),
                    'curl -v --max-time 10 -o /dev/null ' . self::origin($address) . '/',
                ]],
        );
    }

    /** @return array<string, string> The settings in use; among them, by name, the addresses. */
    private function addresses(Connection $connection): array
    {
        return array_filter($connection->request()['settings']) + $this->extension->defaults($connection->id());
    }

    /** '' where it is no address. */
    private static function origin(string $address): string
    {
        $parts = wp_parse_url($address);

        return isset($parts['scheme'], $parts['host'])
            ? $parts['scheme'] . '://' . $parts['host'] . ':' . ($parts['port'] ?? ('https' === $parts['scheme'] ? 443 : 80))
            : '';
    }
}
