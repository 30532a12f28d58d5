<?php

declare(strict_types=1);

namespace Waybill;

/**
 * The only caller of the extension `waybill.so`; docs/boundary.md says what goes in and out.
 *
 * @phpstan-type Answer array{key: string, order_id: int, outcome: string, state: string, retry_in_s: int|null, http_status: int|null, message: string|null, remote_id: string|null, duration_ms: int}
 * @phpstan-type Answers array{results: list<Answer>, concurrency: int, rest_s: int|null}
 */
final class Extension
{
    /** Whether the functions are there and speak this plugin's version of the boundary. */
    public function isReady(): bool
    {
        $version = $this->version();

        return null !== $version && self::series($version) === self::series(Plugin::VERSION);
    }

    /** The loaded extension's version; null where none is loaded. */
    public function version(): ?string
    {
        return function_exists('Waybill\Native\version') ? Native\version() : null;
    }

    /** SHA-256 of the site URL followed by the auth salt, in hex. */
    public function deviceId(string $siteUrl, string $authSalt): string
    {
        // Without the extension orders still queue, and their keys hold the device id: the contract's formula, which a test holds to the extension's.
        return $this->isReady() ? Native\device_id($siteUrl, $authSalt) : hash('sha256', $siteUrl . $authSalt);
    }

    /**
     * What a connector's settings are where the merchant left them empty.
     *
     * @return array<string, string> Setting to default; empty without the extension.
     */
    public function defaults(string $connection): array
    {
        if (!$this->isReady()) {
            return [];
        }
        $connectors = array_column($this->decode(Native\connectors()), 'settings', 'id');

        return array_column($connectors[$connection] ?? [], 'default', 'key');
    }

    /** The most orders of one request to this platform. */
    public function ordersPerRequest(string $connection): int
    {
        $connectors = array_column($this->decode(Native\connectors()), 'max_orders', 'id');

        return $connectors[$connection] ?? 1;
    }

    /**
     * Sends orders.
     *
     * @param array<string, mixed> $request Without `orders`.
     * @param list<string> $orders Each a JSON text `{"key", "attempt", "order"}`.
     * @return Answers
     */
    public function deliver(array $request, array $orders): array
    {
        return $this->decode(Native\deliver($this->withOrders($request, $orders)));
    }

    /**
     * Begins what `deliver` does, in the background, and does not wait for it. What cannot be read of it is thrown by `deliverFinish`.
     *
     * @param array<string, mixed> $request Without `orders`; its time runs from now.
     * @param list<string> $orders Each a JSON text `{"key", "attempt", "order"}`.
     * @return int The ticket for `deliverFinish`; good until this PHP request ends, as one of at most sixteen.
     */
    public function deliverStart(array $request, array $orders): int
    {
        return Native\deliver_start($this->withOrders($request, $orders));
    }

    /**
     * Whether `deliverFinish` would wait no more.
     *
     * @throws \ValueError Where there is no such ticket.
     */
    public function isDone(int $ticket): bool
    {
        return Native\deliver_is_done($ticket);
    }

    /**
     * Waits for what a ticket stands for, as `deliver` would have.
     *
     * @return Answers
     * @throws \ValueError Where there is no such ticket.
     * @throws \Error Where the answer is lost: what was to be sent may have arrived.
     */
    public function deliverFinish(int $ticket): array
    {
        return $this->decode(Native\deliver_finish($ticket));
    }

    /**
     * What `deliver` would send. Nothing is sent.
     *
     * @param array<string, mixed> $request Without `orders`.
     * @param list<string> $orders Each a JSON text `{"key", "attempt", "order"}`.
     * @return array{ok: true, data: array{requests: list<array{method: string, url: string, headers: array<string, string>, body: string}>, unreadable: list<array{message: string, ...}>}}|array{ok: false, error: array{kind: string, ...}}
     */
    public function preview(array $request, array $orders): array
    {
        return $this->decode(Native\preview($this->withOrders($request, $orders)));
    }

    /**
     * Takes one step of a connection.
     *
     * @param array<string, mixed> $request
     * @return array{ok: true, data: array<string, mixed>}|array{ok: false, error: array{kind: string, field: string|null, message: string, http_status: int|null, retry_in_s: int|null}}
     */
    public function call(array $request): array
    {
        return $this->decode(Native\call($this->encode($request)));
    }

    /** The secret, sealed under the site's salt. */
    public function seal(#[\SensitiveParameter] string $secret, string $salt, string $context): string
    {
        return Native\seal($secret, $salt, $context);
    }

    /** The secret; null where it cannot be opened, as after the salts were changed. */
    public function open(string $sealed, string $salt, string $context): ?string
    {
        return Native\open($sealed, $salt, $context);
    }

    /** The JSON text of a value; broken UTF-8 becomes U+FFFD, as a platform could not read it either. */
    public function encode(mixed $value): string
    {
        return json_encode(
            $value,
            JSON_THROW_ON_ERROR | JSON_INVALID_UTF8_SUBSTITUTE | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION,
        );
    }

    /**
     * Every order is encoded alone, so that one that cannot be does not take the others with it.
     *
     * @param array<string, mixed> $request
     * @param list<string> $orders
     */
    private function withOrders(array $request, array $orders): string
    {
        return substr($this->encode($request), 0, -1) . ',"orders":[' . implode(',', $orders) . ']}';
    }

    private function decode(string $json): mixed
    {
        return json_decode($json, true, 512, JSON_THROW_ON_ERROR);
    }

    /** `0.1` of `0.1.3`: within it the boundary stays as it is. */
    private static function series(string $version): string
    {
        return implode('.', array_slice(explode('.', $version), 0, 2));
    }
}
