<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** A shopper at the store's own interface, as the checkout block uses it. */
final class Shopper
{
    private const ORDER = __DIR__ . '/../../demo-checkout.json';

    private readonly \CurlHandle $curl;

    /** @var array<string, string> Those of the last answer, by lower-case name. */
    private array $headers = [];

    /** @var list<string> That say whose cart it is. */
    private array $identity = [];

    /** @param bool $isWithout Whether the store is to leave Waybill out of these requests. */
    public function __construct(
        private readonly string $url,
        private readonly int $product,
        private readonly bool $isWithout = false,
    ) {
        $this->curl = curl_init();
        curl_setopt_array($this->curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 60,
            CURLOPT_COOKIEFILE => '',
            CURLOPT_HEADERFUNCTION => function (\CurlHandle $curl, string $line): int {
                [$name, $value] = array_pad(explode(':', $line, 2), 2, '');
                $this->headers[strtolower($name)] = trim($value);

                return strlen($line);
            },
        ]);
        $this->ask('/wp-json/wc/store/v1/cart');
        $this->identity = ["Nonce: {$this->headers['nonce']}", "Cart-Token: {$this->headers['cart-token']}"];
    }

    /**
     * Buys something.
     *
     * @return array{order: int, ms: float, processor_ms: float, own_ms: float, at: float} What the checkout's own request took, PHP of it until the answer was ready, and Waybill of that (or what stands in its place);
     *     and when the answer was there.
     */
    public function buy(): array
    {
        $this->ask('/wp-json/wc/store/v1/cart/add-item', (string) json_encode(['id' => $this->product, 'quantity' => 2]));
        $body = (string) file_get_contents(self::ORDER);
        $began = microtime(true);
        $answer = json_decode($this->ask('/wp-json/wc/store/v1/checkout', $body), true, 512, JSON_THROW_ON_ERROR);
        $at = microtime(true);

        return [
            'order' => $answer['order_id'],
            'ms' => 1e3 * ($at - $began),
            'processor_ms' => (float) $this->headers['x-bench-processor-ms'],
            'own_ms' => (float) $this->headers['x-bench-own-ms'],
            'at' => $at,
        ];
    }

    /**
     * Looks at a page.
     *
     * @return array{queries: int, ms: float, processor_ms: float, own_ms: float} What the store says that it took, and Waybill of that.
     */
    public function look(string $path): array
    {
        $this->ask($path);

        return [
            'queries' => (int) $this->headers['x-bench-queries'],
            'ms' => (float) $this->headers['x-bench-ms'],
            'processor_ms' => (float) $this->headers['x-bench-processor-ms'],
            'own_ms' => (float) $this->headers['x-bench-own-ms'],
        ];
    }

    private function ask(string $path, ?string $json = null): string
    {
        $bench = ['X-Bench: ' . ($this->isWithout ? 'without' : 'with'), 'X-Bench-Cost: 1'];
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $this->url . $path,
            CURLOPT_HTTPHEADER => [...$bench, 'Content-Type: application/json', ...$this->identity],
            null === $json ? CURLOPT_HTTPGET : CURLOPT_POSTFIELDS => $json ?? true,
        ]);
        $answer = curl_exec($this->curl);
        $status = curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE);
        if (false === $answer || !in_array($status, [200, 201], true)) {
            throw new \RuntimeException("$path: HTTP $status " . curl_error($this->curl) . substr((string) $answer, 0, 500));
        }

        return $answer;
    }
}
