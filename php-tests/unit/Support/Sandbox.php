<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

/** Both platforms on loopback, and what they received (sandbox/README.md). */
final class Sandbox
{
    /** Of its accounts at TrackingTech. */
    // @mago-expect lint:no-literal-password The sandbox's, on loopback.
    public const PASSWORD = 'sandbox-password';

    public readonly string $url;

    public function __construct()
    {
        $this->url = rtrim((string) getenv('WAYBILL_SANDBOX_URL'), '/');
    }

    /** Forgets all it received, and all faults. */
    public function clear(): void
    {
        $this->ask('DELETE', '/_sandbox');
        $this->ask('DELETE', '/_sandbox/faults');
    }

    /** @param array<string, mixed> $fault */
    public function addFault(array $fault): void
    {
        $this->ask('POST', '/_sandbox/faults', $fault);
    }

    /** Lets everything through again. */
    public function clearFaults(): void
    {
        $this->ask('DELETE', '/_sandbox/faults');
    }

    /** Has TrackingTech say this of an order that it holds. */
    public function setShipment(int $orderId, string $status, string $trackingNumber = ''): void
    {
        $this->ask('POST', '/_sandbox/trackingtech/status', ['orderId' => $orderId, 'status' => $status, 'trackingNumber' => $trackingNumber]);
    }

    /**
     * The requests it received, oldest first.
     *
     * @return list<array<string, mixed>>
     */
    public function requests(string $platform, ?string $endpoint = null): array
    {
        return $this->ask('GET', '/_sandbox/requests?' . http_build_query(array_filter(['platform' => $platform, 'endpoint' => $endpoint])));
    }

    /**
     * The orders it holds, by order id.
     *
     * @return array<int, array<string, mixed>>
     */
    public function orders(string $platform): array
    {
        $orders = [];
        foreach ($this->ask('GET', '/_sandbox/orders?platform=' . $platform) as $order) {
            $orders[(int) $order['orderId']] = $order;
        }

        return $orders;
    }

    private function ask(string $method, string $path, ?array $body = null): array
    {
        $answer = file_get_contents($this->url . $path, false, stream_context_create(['http' => [
            'method' => $method,
            'header' => "Content-Type: application/json\r\n",
            'content' => null === $body ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'timeout' => 10,
        ]]));
        if (false === $answer) {
            throw new \RuntimeException("The sandbox does not answer $method $path");
        }

        return '' === $answer ? [] : (array) json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
    }
}
