<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** Both platforms in the sandbox (sandbox/README.md), at a distance. */
final class Platforms
{
    public function __construct(
        public readonly string $url,
    ) {}

    /** Has them answer so late. */
    public function moveAway(int $ms): void
    {
        $this->ask('PUT', '/_sandbox/latency', ['ms' => $ms]);
    }

    /** Has them never answer again, until they are healed. */
    public function hang(): void
    {
        $this->ask('POST', '/_sandbox/faults', ['fault' => ['kind' => 'hang']]);
    }

    public function heal(): void
    {
        $this->ask('DELETE', '/_sandbox/faults');
    }

    /** Forgets all orders. */
    public function clear(): void
    {
        $this->ask('DELETE', '/_sandbox');
    }

    /** @return array{orders: int, deliveries: int} */
    public function counts(string $platform): array
    {
        return $this->ask('GET', '/_sandbox/counts')[$platform];
    }

    /** When an order first came, as `microtime(true)` counts; null where it did not. */
    public function arrivedAt(string $platform, int $order): ?float
    {
        $first = $this->ask('GET', "/_sandbox/orders?platform=$platform&orderId=$order")[0]['first'] ?? null;

        return null === $first ? null : (float) (new \DateTimeImmutable($first))->format('U.u');
    }

    private function ask(string $method, string $path, ?array $body = null): mixed
    {
        $answer = file_get_contents($this->url . $path, false, stream_context_create(['http' => [
            'method' => $method,
            'header' => "Content-Type: application/json\r\n",
            'content' => null === $body ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'timeout' => 30,
        ]]));
        if (false === $answer) {
            throw new \RuntimeException("The sandbox does not answer $method $path");
        }

        return '' === $answer ? null : json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
    }
}
