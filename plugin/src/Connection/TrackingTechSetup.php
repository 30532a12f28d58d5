<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Order\OrderTable;
use Waybill\Outbox;
use Waybill\OutboxShipments;

/**
 * The guided connection: courier code, login, store, linked. What is known between two steps is kept for an hour, the token sealed, the password not at all; only
 * the last step makes a connection of it, at once.
 */
final class TrackingTechSetup
{
    private const TRANSIENT = 'waybill_trackingtech_setup';

    private const KEPT_S = 3600;

    public function __construct(
        private readonly TrackingTech $trackingTech,
        private readonly Steps $steps,
        private readonly Extension $extension,
        private readonly Outbox $outbox,
        private readonly OutboxShipments $shipments,
        private readonly OrderTable $orders,
    ) {}

    /**
     * What is known so far.
     *
     * @return array{code: string, tenant: string, api_url: string, token: string, expires_at: string, stores: list<array{id: string, name: string}>}|null Before the login there are no stores and no token.
     */
    public function progress(): ?array
    {
        /** @var array{code: string, tenant: string, api_url: string, token: string, expires_at: string, stores: list<array{id: string, name: string}>}|false $known */
        $known = get_transient(self::TRANSIENT);

        return false === $known ? null : $known;
    }

    /** Step 1: the courier code. The first thing that leaves the store, and only because the administrator clicked Connect. */
    public function resolve(string $code): ?Failure
    {
        // An address that an earlier connection was given is not this code's.
        $data = $this->steps->take($this->trackingTech, 'resolve', ['code' => $code], ['settings' => ['api_url' => '']]);
        if ($data instanceof Failure) {
            return $data;
        }
        $this->keep([
            'code' => $code,
            'tenant' => $data['tenant']['name'],
            'api_url' => $data['tenant']['api_url'] ?? '',
            'token' => '',
            'expires_at' => '',
            'stores' => [],
        ]);

        return null;
    }

    /** Step 2: e-mail and password, used for this one request; then the account's stores. */
    public function login(string $email, #[\SensitiveParameter] string $password): ?Failure
    {
        $known = $this->progress();
        if (null === $known) {
            return new Failure(Problem::SETUP_EXPIRED);
        }
        $at = ['settings' => ['api_url' => $known['api_url']]];
        $login = $this->steps->take($this->trackingTech, 'login', ['code' => $known['code'], 'email' => $email, 'password' => $password], $at);
        if ($login instanceof Failure) {
            return $login;
        }
        $stores = $this->steps->take($this->trackingTech, 'stores', [], [...$at, 'secrets' => ['token' => $login['token']]]);
        if ($stores instanceof Failure) {
            return $stores;
        }
        if ([] === $stores['stores']) {
            return new Failure(Problem::NO_STORES, 'email');
        }
        $this->keep([
            ...$known,
            'token' => $this->extension->seal($login['token'], wp_salt('secure_auth'), $this->context()),
            'expires_at' => $login['expires_at'] ?? '',
            'stores' => $stores['stores'],
        ]);

        return null;
    }

    /** Step 3: the store; with it the connection stands, and what waited goes on. */
    public function link(string $storeId): ?Failure
    {
        $known = $this->progress();
        if (null === $known) {
            return new Failure(Problem::SETUP_EXPIRED);
        }
        $token = $this->extension->open($known['token'], wp_salt('secure_auth'), $this->context());
        if (null === $token) {
            return new Failure(Problem::SETUP_EXPIRED);
        }
        $names = array_column($known['stores'], 'name', 'id');
        if (!isset($names[$storeId])) {
            return new Failure('missing_input', 'store_id');
        }
        $data = $this->steps->take(
            $this->trackingTech,
            'link',
            ['store_id' => $storeId],
            [
                'settings' => ['api_url' => $known['api_url']],
                'secrets' => ['token' => $token],
            ],
        );
        if ($data instanceof Failure) {
            return $data;
        }
        $account = implode('|', [$known['tenant'], $storeId, $data['customer_id']]);
        // Another account knows nothing of what the one before it has taken.
        if (!in_array($this->trackingTech->options->get('account'), ['', $account], true)) {
            $this->shipments->abandon(TrackingTech::ID);
        }
        $this->trackingTech->open([
            'account' => $account,
            'tenant' => $known['tenant'],
            'api_url' => $known['api_url'],
            'store_id' => $storeId,
            'store_name' => $names[$storeId],
            'customer_id' => $data['customer_id'],
            'since' => $this->orders->lastId(),
            'expires_at' => $known['expires_at'],
        ], $token);
        $this->startOver();
        $this->outbox->releaseHeld(TrackingTech::ID);

        return null;
    }

    /** Forgets what is known of an unfinished setup. */
    public function startOver(): void
    {
        delete_transient(self::TRANSIENT);
    }

    /**
     * Ends the connection here, whatever the platform says to it. A copy of the store says nothing to it: the live store's connection goes on.
     *
     * @return Failure|null Why the platform was not told; null where it was.
     */
    public function disconnect(int $deadlineMs): ?Failure
    {
        $told = $this->trackingTech->isElsewhere()
            ? new Failure(Problem::ELSEWHERE)
            : $this->steps->take($this->trackingTech, 'uninstall', deadlineMs: $deadlineMs);
        $this->trackingTech->close();
        $this->startOver();
        $this->outbox->hold(TrackingTech::ID);

        return $told instanceof Failure ? $told : null;
    }

    /** @param array<string, mixed> $known */
    private function keep(array $known): void
    {
        set_transient(self::TRANSIENT, $known, self::KEPT_S);
    }

    private function context(): string
    {
        return get_current_blog_id() . '|' . TrackingTech::ID . '|setup';
    }
}
