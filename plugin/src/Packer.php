<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\OrderReader;

/** Makes an order ready for the extension, in the one way in which it is sent: what is shown of it beforehand is made here too. */
final class Packer
{
    public function __construct(
        private readonly OrderReader $reader,
        private readonly Hooks $hooks,
        private readonly Extension $extension,
        private readonly Site $site,
    ) {}

    /**
     * What the platform is to be told of the order, as it is now.
     *
     * @return array<string, mixed>|null Null where another plugin's filter will not have it sent.
     */
    public function content(Connection $connection, \WC_Order $order): ?array
    {
        return $this->hooks->content($this->reader->read($order), $connection, $order);
    }

    /**
     * The order as the extension takes it (docs/boundary.md, `deliver`).
     *
     * @param array<string, mixed> $content
     */
    public function order(string $key, int $attempt, array $content): string
    {
        return $this->extension->encode(['key' => $key, 'attempt' => $attempt, 'order' => $content]);
    }

    /**
     * The request around the orders.
     *
     * @param float $until When it must be over, as `microtime(true)` counts.
     * @return array<string, mixed>
     */
    public function request(Connection $connection, float $until): array
    {
        return [
            ...$this->site->request(),
            ...$connection->request(),
            'concurrency' => $connection->concurrency(),
            'deadline_ms' => max(0, (int) (($until - microtime(true)) * 1000)),
        ];
    }
}
