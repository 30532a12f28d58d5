<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** The sandbox: made to fail, and followed request by request, because it forgets the oldest. */
final class Platforms
{
    /**
     * Of 100 requests for orders, so many fail in this way. Together 30. None but those of poisoned orders is rejected for good.
     *
     * @var list<array{int, array<string, mixed>}>
     */
    private const FAULTS = [
        [3, ['kind' => 'status', 'status' => 500]],
        [3, ['kind' => 'status', 'status' => 503, 'retryAfter' => '1']],
        [3, ['kind' => 'status', 'status' => 429, 'retryAfter' => '2']],
        [4, ['kind' => 'latency', 'ms' => 900]],
        [2, ['kind' => 'hang']],
        [4, ['kind' => 'reset']],
        [5, ['kind' => 'lost_reply']],
        [1, ['kind' => 'garbage']],
        [1, ['kind' => 'html']],
        [1, ['kind' => 'slow_body']],
        [1, ['kind' => 'endless_body']],
        [2, ['kind' => 'redirect']],
    ];

    /** What the sandbox answers within this time has its status when we look again. */
    private const ANSWERED_S = 5;

    /** Faults by which a platform takes what the request carried (but a poisoned order), whether it says so or not. */
    private const TAKING = ['latency', 'lost_reply', 'garbage', 'html', 'slow_body', 'endless_body', 'reject_order'];

    /** @var array<int, array{seq: int, at: float, platform: string, fault: string|null, valid: bool, problems: list<string>, taken: bool, orders: list<array<string, mixed>>}> */
    private array $requests = [];

    /** @var list<array<string, mixed>> Rules. */
    private array $poison = [];

    private readonly string $url;

    public function __construct()
    {
        $this->url = rtrim((string) getenv('WAYBILL_SANDBOX_URL'), '/');
    }

    public function seed(int $seed): void
    {
        $this->ask('POST', '/_sandbox/seed', ['seed' => $seed]);
    }

    /**
     * From now on these orders are refused.
     *
     * @param list<array{platform: string, order: int, fault: array<string, mixed>}> $orders
     */
    public function poison(array $orders): void
    {
        $this->poison = array_map(static fn(array $one): array => [
            'platform' => $one['platform'],
            'endpoint' => 'orders',
            'orderId' => $one['order'],
            'fault' => $one['fault'],
        ], $orders);
    }

    /** From now on 30 % of the requests for orders fail, beside those with poisoned ones. */
    public function fail(): void
    {
        $rules = [];
        $left = 100;
        foreach (self::FAULTS as [$share, $fault]) {
            // A rule is asked only where none before it was hit.
            $rules[] = ['endpoint' => 'orders', 'probability' => $share / $left, 'fault' => $fault];
            $left -= $share;
        }
        $this->ask('PUT', '/_sandbox/faults', [...$this->poison, ...$rules]);
    }

    /** Nothing fails any more, but poisoned orders. */
    public function calm(): void
    {
        $this->ask('PUT', '/_sandbox/faults', $this->poison);
    }

    /** Takes note of the requests since the last look. */
    public function look(): void
    {
        $since = 0;
        foreach ($this->requests as $request) {
            if (!$request['taken'] && $request['at'] > (microtime(true) - self::ANSWERED_S)) {
                break;
            }
            $since = $request['seq'];
        }
        foreach ($this->ask('GET', "/_sandbox/requests?endpoint=orders&since=$since") as $request) {
            $this->requests[(int) $request['seq']] = self::summary($request);
        }
    }

    /** @return array<int, array{seq: int, at: float, platform: string, fault: string|null, valid: bool, problems: list<string>, taken: bool, orders: list<array<string, mixed>>}> */
    public function requests(): array
    {
        return $this->requests;
    }

    /** How many requests followed a redirect. */
    public function trapped(): int
    {
        return count($this->ask('GET', '/_sandbox/requests?platform=trap'));
    }

    /**
     * What a platform holds.
     *
     * @return array<int, array{deliveries: array<string, int>, content: array<string, mixed>}> By order id.
     */
    public function orders(string $platform): array
    {
        return array_column($this->ask('GET', "/_sandbox/orders?platform=$platform"), null, 'orderId');
    }

    /**
     * What can be compared of an order's content.
     *
     * @param array<string, mixed> $content
     * @return array<string, mixed>
     */
    public static function fields(string $platform, array $content): array
    {
        $lines = static fn(array $lines): array => array_map(static fn(array $line): array => [$line['sku'] ?? '', (float) $line['quantity']], $lines);

        return (
            'logistos' === $platform
                ? [
                    'status' => $content['status'],
                    'company' => $content['billing']['company'],
                    'address' => $content['shipping']['address_1'],
                    'total' => (float) $content['total'],
                    'lines' => $lines($content['line_items']),
                ]
                : ['address' => $content['shippingAddress']['address1'], 'lines' => $lines($content['products'])]
        );
    }

    /** @param array<string, mixed> $request */
    private static function summary(array $request): array
    {
        $platform = (string) $request['platform'];
        $fault = $request['fault']['kind'] ?? null;
        $carried = 'logistos' === $platform ? $request['body']['orders'] ?? [] : [$request['body']];
        $takes = $request['valid'] && (null === $fault || in_array($fault, self::TAKING, true));

        return [
            'seq' => (int) $request['seq'],
            'at' => (float) (new \DateTimeImmutable((string) $request['at']))->format('U.u'),
            'platform' => $platform,
            'fault' => 'status' === $fault ? "status {$request['fault']['status']}" : $fault,
            'valid' => (bool) $request['valid'],
            'problems' => $request['problems'],
            'taken' => $takes && ('lost_reply' === $fault || 200 === $request['status']),
            'orders' => array_map(static fn(array $order): array => self::carried($platform, $request, $order), $carried),
        ];
    }

    /**
     * @param array<string, mixed> $request
     * @param array<string, mixed> $order
     * @return array{order: int, key: string, hash: string, fields: array<string, mixed>}
     */
    private static function carried(string $platform, array $request, array $order): array
    {
        $isLogistos = 'logistos' === $platform;
        $key = $isLogistos ? $order['delivery_id'] : $request['headers']['idempotency-key'];

        return [
            'order' => (int) $order[$isLogistos ? 'id' : 'orderId'],
            'key' => (string) $key,
            'hash' => md5((string) json_encode(array_diff_key($order, ['delivery_id' => 0, 'date_modified' => 0]))),
            'fields' => self::fields($platform, $order),
        ];
    }

    /** @param array<string, mixed>|null $body */
    private function ask(string $method, string $path, ?array $body = null): array
    {
        $answer = file_get_contents($this->url . $path, false, stream_context_create(['http' => [
            'method' => $method,
            'header' => "Content-Type: application/json\r\n",
            'content' => null === $body ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'timeout' => 20,
        ]]));
        if (false === $answer) {
            throw new \RuntimeException("The sandbox does not answer $method $path");
        }

        return '' === $answer ? [] : (array) json_decode($answer, true, 512, JSON_THROW_ON_ERROR);
    }
}
