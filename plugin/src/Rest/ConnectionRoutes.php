<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Connection\Connection;
use Waybill\Connection\Failure;
use Waybill\Connection\Steps;

/** What the merchant does with a connection whatever its platform: tries it. */
final class ConnectionRoutes
{
    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Steps $steps,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        $routes = [];
        foreach ($this->connections as $connection) {
            $routes[$connection->id() . '/test'] = ['POST', fn(): array|\WP_Error => $this->test($connection), []];
        }

        return $routes;
    }

    /** A question that changes nothing at the platform, nor here. */
    private function test(Connection $connection): array|\WP_Error
    {
        $question = $connection->harmlessStep();
        $answer = $this->steps->hindrance($connection) ?? $this->steps->take($connection, $question ?? 'probe');
        if ($answer instanceof Failure) {
            return Reply::failed($answer, $connection->label());
        }

        return Reply::message(
            null === $question
                ? self::reached($connection, $answer['hosts'])
                // translators: %s: the platform's name.
                : sprintf(__('%s answers, and accepts this store\'s login.', 'waybill'), $connection->label()),
        );
    }

    /** @param list<array{host: string, http_status: int}> $hosts */
    private static function reached(Connection $connection, array $hosts): string
    {
        // translators: 1: a host such as admin.logistos.in, 2: a number, the status of its HTTP answer.
        $answers = array_map(static fn(array $host): string => sprintf(__('%1$s (HTTP %2$d)', 'waybill'), $host['host'], $host['http_status']), $hosts);

        return sprintf(
            // translators: 1: the platform's name, 2: a list such as "admin.logistos.in (HTTP 405)".
            __('%1$s can be reached: %2$s answered. No order was sent; whether it takes this store\'s orders, the next one tells.', 'waybill'),
            $connection->label(),
            implode(', ', $answers),
        );
    }
}
