<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Connection\Connection;
use Waybill\Connection\Failure;
use Waybill\Connection\Problem;
use Waybill\Connection\Steps;
use Waybill\Extension;
use Waybill\Site;

/**
 * Tries a connection without sending an order: its addresses, from name to TLS handshake, and where the platform has a question that changes nothing, its answer. The
 * handshake is the one socket that PHP opens: it says at which step the way to a platform ends, and sends nothing.
 */
final class Reach
{
    private const SECONDS = 5.0;

    public function __construct(
        private readonly Extension $extension,
        private readonly Steps $steps,
        private readonly Site $site,
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
        $addresses = array_filter($connection->request()['settings']) + $this->extension->defaults($connection->id());
        $origins = [];
        foreach ($addresses as $address) {
            $parts = wp_parse_url($address);
            if (isset($parts['scheme'], $parts['host'])) {
                $origins[] = $parts['scheme'] . '://' . $parts['host'] . ':' . ($parts['port'] ?? ('https' === $parts['scheme'] ? 443 : 80));
            }
        }

        return array_values(array_unique($origins));
    }

    /** @return list<Finding> */
    private function try(Connection $connection): array
    {
        $checked = $this->steps->take($connection, 'check');
        if ($checked instanceof Failure) {
            return [$this->failed($connection, 'address', $checked)];
        }
        $findings = [];
        foreach ($this->origins($connection) as $origin) {
            $findings[] = $this->shakeHands($origin);
        }
        $question = $connection->harmlessStep();
        if (null !== $question && [] === array_filter($findings, static fn(Finding $finding): bool => Level::Good !== $finding->level)) {
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

    private function shakeHands(string $origin): Finding
    {
        $proxy = new \WP_HTTP_Proxy();
        if ($proxy->is_enabled() && $proxy->send_through_proxy($origin)) {
            // translators: %s: an address.
            return Finding::good('reach', sprintf(__('%s is reached through the proxy of wp-config.php.', 'waybill'), $origin));
        }
        $host = (string) wp_parse_url($origin, PHP_URL_HOST);
        $bare = trim($host, '[]');
        if (false === filter_var($bare, FILTER_VALIDATE_IP) && gethostbyname($bare) === $bare && [] === (dns_get_record($bare, DNS_AAAA) ?: [])) {
            return Finding::error(
                'reach',
                // translators: %s: a host's name.
                sprintf(__('The name %s is not known to this server.', 'waybill'), $bare),
                [[__('Check the address and the server\'s name service:', 'waybill'), "getent hosts $bare"]],
            );
        }
        $error = '';
        $began = microtime(true);
        $socket = $this->connect($origin, $bare, $error);
        if (null === $socket) {
            return Finding::error(
                'reach',
                // translators: 1: an address, 2: an error in English.
                sprintf(__('No connection to %1$s: %2$s', 'waybill'), $origin, $error),
                [[
                    __('Check the server\'s firewall and clock, and its bundle of certificates. To see more:', 'waybill'),
                    "curl -v --max-time 10 -o /dev/null $origin/",
                ]],
            );
        }
        fclose($socket);

        // translators: 1: an address, 2: milliseconds.
        return Finding::good('reach', sprintf(__('%1$s is reached, in %2$s ms.', 'waybill'), $origin, number_format_i18n((microtime(true) - $began) * 1000)));
    }

    /**
     * @param string $error What PHP says, where it fails.
     * @return resource|null
     */
    private function connect(string $origin, string $host, string &$error): mixed
    {
        $said = [];
        $number = 0;
        $text = '';
        // The reason of a failed handshake is in the warnings alone.
        set_error_handler(static function (int $level, string $message) use (&$said): bool {
            $said[] = (string) preg_replace('/^stream_socket_client\(\): /', '', $message);

            return true;
        });
        try {
            $socket = stream_socket_client(
                strtr($origin, ['https://' => 'tls://', 'http://' => 'tcp://']),
                $number,
                $text,
                self::SECONDS,
                STREAM_CLIENT_CONNECT,
                stream_context_create(['ssl' => ['cafile' => $this->site->caFile(), 'peer_name' => $host, 'verify_peer' => true]]),
            );
        } finally {
            restore_error_handler();
        }
        $error = $text ?: (string) ($said[0] ?? '');

        return false === $socket ? null : $socket;
    }
}
