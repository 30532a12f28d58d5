<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Site;

/** TrackingTech: every order that reaches the chosen status, once the administrator has connected the store. */
final class TrackingTech extends StoredConnection
{
    public const ID = 'trackingtech';

    /** An order that came to one of these before it was sent is not shipped any more. */
    private const OVER = ['cancelled', 'refunded', 'failed', 'trash', 'auto-draft', 'checkout-draft'];

    /** Of an order (contract, "POST /orders"). It is told of no status, and cannot be told that an order is off. */
    private const TOLD = ['id', 'billing', 'shipping', 'has_shipping_address', 'line_items'];

    /** What Disconnect forgets; the base URL and the status to send at stay as the merchant set them. */
    private const UNLINKED = [
        'open' => false,
        'paused' => '',
        'tenant' => '',
        'api_url' => '',
        'store_id' => '',
        'store_name' => '',
        'customer_id' => '',
        'device_id' => '',
        'expires_at' => '',
        'connected_at' => '',
        'since' => 0,
    ];

    public function __construct(Extension $extension, Site $site)
    {
        parent::__construct($extension, $site, [
            ...self::UNLINKED,
            // The account outlives the connection to it: the next one may be to another.
            'account' => '',
            'base_url' => '',
            'status' => 'processing',
            'complete' => false,
            'flag' => false,
        ]);
    }

    public function id(): string
    {
        return self::ID;
    }

    public function label(): string
    {
        return 'TrackingTech';
    }

    public function pausedBecause(): ?string
    {
        $expires = $this->expiresAt();
        $isOver = null !== $expires && $expires <= time();

        return parent::pausedBecause() ?? ($isOver ? Problem::TOKEN_EXPIRED : null);
    }

    public function wayBack(): string
    {
        return __('Connect again', 'waybill');
    }

    public function wants(string $status): bool
    {
        return $status === $this->options->get('status');
    }

    public function stillWants(string $status, bool $isThere): bool
    {
        return !in_array($status, self::OVER, true);
    }

    public function told(array $order): array
    {
        return array_intersect_key($order, array_flip(self::TOLD));
    }

    public function refusedBecause(): string
    {
        return null === $this->options->secret('token') ? Problem::SECRET_LOST : Problem::REFUSED;
    }

    public function dueStatuses(): array
    {
        return [(string) $this->options->get('status')];
    }

    public function expiresAt(): ?int
    {
        return strtotime((string) $this->options->get('expires_at')) ?: null;
    }

    public function trouble(): ?string
    {
        return null;
    }

    public function harmlessStep(): ?string
    {
        return 'stores';
    }

    public function batchSize(): int
    {
        return 50;
    }

    public function request(): array
    {
        return [
            'connection' => self::ID,
            'settings' => [
                'base_url' => $this->baseUrl(),
                'api_url' => (string) $this->options->get('api_url'),
                'customer_id' => (string) $this->options->get('customer_id'),
                'store_id' => (string) $this->options->get('store_id'),
            ],
            'secrets' => ['token' => $this->options->secret('token') ?? ''],
        ];
    }

    /** Where the platform is reached: the constant WAYBILL_TRACKINGTECH_URL, else the setting, else '' for the default. */
    public function baseUrl(): string
    {
        return defined('WAYBILL_TRACKINGTECH_URL') ? (string) WAYBILL_TRACKINGTECH_URL : (string) $this->options->get('base_url');
    }

    /**
     * Stores a complete connection, at once.
     *
     * @param array{account?: string, tenant: string, api_url: string, store_id: string, store_name: string, customer_id: string, since: int, expires_at: string} $link
     */
    public function open(array $link, #[\SensitiveParameter] string $token): void
    {
        $this->options->setSecret('token', $token);
        $this->options->set([...$link, 'open' => true, 'paused' => '', 'device_id' => $this->site->deviceId(), 'connected_at' => gmdate('Y-m-d\TH:i:s\Z')]);
    }

    /** Forgets the connection and its token. */
    public function close(): void
    {
        $this->options->setSecret('token', null);
        $this->options->set(self::UNLINKED);
    }
}
