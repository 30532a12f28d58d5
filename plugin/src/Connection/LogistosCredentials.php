<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Lock;
use Waybill\Log;
use Waybill\Outbox;
use Waybill\Site;

/** The REST API key that Logistos is given: made, sent until it is accepted, replaced and revoked. */
final class LogistosCredentials
{
    private const DESCRIPTION = 'Logistos';

    public function __construct(
        private readonly Logistos $logistos,
        private readonly ApiKeys $keys,
        private readonly Extension $extension,
        private readonly Site $site,
        private readonly Outbox $outbox,
        private readonly Lock $lock,
        private readonly Log $log,
    ) {}

    /** Asks for a new key for Logistos, owned by this user; `sendIfDue` makes and sends it. */
    public function renew(int $ownerId): void
    {
        $this->logistos->options->set(['credentials' => [
            'state' => 'wanted',
            'owner' => $ownerId ?: self::anAdministrator(),
            'attempts' => 0,
            'next_at' => 0,
            'problem' => '',
            'message' => '',
        ]]);
    }

    /** How far it has come: `none`, `wanted`, `pending` (made, not accepted yet), `accepted` or `failed` with its problem and message. */
    public function state(): array
    {
        return $this->logistos->options->get('credentials');
    }

    /**
     * Makes the key where it is wanted, and sends it where it is due.
     *
     * @param float $until When it must be over, as `microtime(true)` counts.
     */
    public function sendIfDue(float $until): void
    {
        if (!$this->isDue() || !$this->extension->isReady() || !$this->lock->take('credentials')) {
            return;
        }
        try {
            // Whoever held the lock before us may have sent them.
            $this->logistos->options->refresh();
            if ($this->isDue()) {
                $this->send($until);
            }
        } finally {
            $this->lock->release('credentials');
        }
    }

    /** Takes Logistos' access to the store's REST API away. */
    public function revoke(): void
    {
        $this->keys->revoke((int) $this->logistos->options->get('key_id'));
        $this->forgetPair();
        $this->logistos->options->set(['key_id' => 0]);
    }

    private function isDue(): bool
    {
        $state = $this->state();

        return (
            $this->logistos->isOpen()
            && !$this->logistos->isElsewhere()
            && in_array($state['state'], ['wanted', 'pending'], true)
            && $state['next_at'] <= time()
        );
    }

    private function send(float $until): void
    {
        $state = $this->state();
        if ('wanted' === $state['state'] || null === $this->logistos->options->secret('consumer_key')) {
            $this->make((int) $state['owner']);
        }
        ++$state['attempts'];
        $answer = $this->extension->call([
            ...$this->site->request(),
            ...$this->logistos->request(),
            'step' => 'credentials',
            'input' => [
                'consumer_key' => $this->logistos->options->secret('consumer_key'),
                'consumer_secret' => $this->logistos->options->secret('consumer_secret'),
                'attempt' => $state['attempts'],
            ],
            'deadline_ms' => max(1000, (int) (($until - microtime(true)) * 1000)),
        ]);
        if ($answer['ok']) {
            $this->forgetPair();
            $this->logistos->options->set(['credentials' => [...$state, 'state' => 'accepted', 'problem' => '', 'message' => ''], 'paused' => '']);
            $this->outbox->releaseHeld(Logistos::ID);
            return;
        }
        $this->fail($state, $answer['error']);
    }

    /** A key of ours that stands is revoked first: two are never valid at a time. */
    private function make(int $ownerId): void
    {
        $this->revoke();
        $pair = $this->keys->create($ownerId, self::DESCRIPTION);
        $this->logistos->options->set(['key_id' => $pair['id']]);
        $this->logistos->options->setSecret('consumer_key', $pair['consumer_key']);
        $this->logistos->options->setSecret('consumer_secret', $pair['consumer_secret']);
    }

    /**
     * @param array<string, mixed> $state
     * @param array{kind: string, message: string, retry_in_s: int|null, ...} $error
     */
    private function fail(array $state, array $error): void
    {
        $again = $error['retry_in_s'];
        $this->log->warning('Logistos did not take the REST API key: {kind}: {message}', ['kind' => $error['kind'], 'message' => $error['message']]);
        $this->logistos->options->set(['credentials' => [
            ...$state,
            'state' => null === $again ? 'failed' : 'pending',
            'next_at' => time() + (int) $again,
            'problem' => $error['kind'],
            'message' => $error['message'],
        ]]);
        if (Problem::REFUSED === $error['kind']) {
            $this->logistos->pause($this->logistos->refusedBecause());
            $this->outbox->hold(Logistos::ID);
        }
    }

    private function forgetPair(): void
    {
        $this->logistos->options->setSecret('consumer_key', null);
        $this->logistos->options->setSecret('consumer_secret', null);
    }

    /** Activated without a user (from the command line): the key needs an owner who may read orders. */
    private static function anAdministrator(): int
    {
        $ids = get_users(['role' => 'administrator', 'number' => 1, 'orderby' => 'ID', 'fields' => 'ID']);

        return (int) ($ids[0] ?? 0);
    }
}
