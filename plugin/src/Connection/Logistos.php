<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Site;

/** Logistos: every order of the chosen statuses, as it is created. */
final class Logistos extends StoredConnection
{
    public const ID = 'logistos';

    /** Never an order yet, or no more. */
    private const NEVER = ['checkout-draft', 'auto-draft', 'trash'];

    /** Of an order that is not carried out. */
    private const OFF = ['cancelled', 'refunded', 'failed'];

    public function __construct(Extension $extension, Site $site)
    {
        parent::__construct($extension, $site, [
            // A request holds a hundred orders. With half as many, a platform 100 ms away holds up what one worker can send.
            'concurrency' => 16,
            'credentials_url' => '',
            'orders_url' => '',
            // Null: every status there is, those of other plugins too.
            'statuses' => null,
            'key_id' => 0,
            'credentials' => ['state' => 'none', 'owner' => 0, 'attempts' => 0, 'next_at' => 0, 'problem' => '', 'message' => ''],
        ]);
    }

    public function id(): string
    {
        return self::ID;
    }

    public function label(): string
    {
        return 'Logistos';
    }

    public function wayBack(): string
    {
        return __('Go on sending', 'waybill');
    }

    public function wants(string $status): bool
    {
        $chosen = $this->options->get('statuses');

        // As `dueStatuses` has it; a checkout asks several times, and need not have all of them listed.
        return is_array($chosen)
            ? in_array($status, $chosen, true)
            : !in_array($status, self::NEVER, true) && [] !== array_intersect_key(wc_get_order_statuses(), ["wc-$status" => true, $status => true]);
    }

    public function stillWants(string $status, bool $isThere): bool
    {
        // That an order is off is a change too, whatever statuses were chosen.
        return $this->wants($status) || $isThere && in_array($status, self::OFF, true);
    }

    public function told(array $order): array
    {
        // Other plugins save an order to note something of their own.
        return array_diff_key($order, ['date_modified' => true]);
    }

    public function refusedBecause(): string
    {
        return Problem::REFUSED_WITHOUT_LOGIN;
    }

    public function dueStatuses(): array
    {
        $chosen = $this->options->get('statuses');

        return is_array($chosen) ? array_values($chosen) : array_keys($this->choices());
    }

    public function expiresAt(): ?int
    {
        return null;
    }

    public function trouble(): ?string
    {
        $credentials = $this->options->get('credentials');

        return 'failed' === $credentials['state']
            ? __('Logistos did not take the REST API key of this store.', 'waybill') . ' ' . Problem::sentence($credentials['problem'], $this->label())
            : null;
    }

    public function harmlessStep(): ?string
    {
        return null;
    }

    public function batchSize(): int
    {
        return 100;
    }

    /** Has it on, from this installation, with nothing in its way. */
    public function open(): void
    {
        $this->options->set(['open' => true, 'paused' => '', 'device_id' => $this->site->deviceId()]);
    }

    /** Has it off: nothing is queued, and nothing leaves the store. */
    public function close(): void
    {
        $this->options->set(['open' => false, 'paused' => '']);
    }

    public function request(): array
    {
        return [
            'connection' => self::ID,
            'settings' => [
                'credentials_url' => (string) $this->options->get('credentials_url'),
                'orders_url' => (string) $this->options->get('orders_url'),
            ],
            'secrets' => [],
        ];
    }

    /**
     * The statuses that can be chosen, without `wc-`, with their names.
     *
     * @return array<string, string>
     */
    public function choices(): array
    {
        $choices = [];
        foreach (wc_get_order_statuses() as $status => $name) {
            $status = (string) preg_replace('/^wc-/', '', $status);
            if (!in_array($status, self::NEVER, true)) {
                $choices[$status] = $name;
            }
        }

        return $choices;
    }
}
