<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Site;

/** A connection as far as its options say how it stands, which is the same for every platform. */
abstract class StoredConnection implements Connection
{
    /** What each of them has. */
    private const EACH = [
        'open' => false,
        // A word of `Problem`.
        'paused' => '',
        // Of the installation that it was made from.
        'device_id' => '',
        // The last order before it was made: those after it are due.
        'since' => 0,
        'resend' => false,
        'concurrency' => ConnectionOptions::MAX_CONCURRENCY,
    ];

    public readonly ConnectionOptions $options;

    /** @param array<string, mixed> $own Its own options, each with its value in a store that has not set it; and where that differs, those that each has. */
    public function __construct(
        Extension $extension,
        protected readonly Site $site,
        array $own,
    ) {
        $this->options = new ConnectionOptions($this->id(), [...self::EACH, ...$own], $extension);
    }

    public function isOpen(): bool
    {
        return (bool) $this->options->get('open');
    }

    public function pausedBecause(): ?string
    {
        return $this->isElsewhere() ? Problem::ELSEWHERE : ($this->options->get('paused') ?: null);
    }

    public function isElsewhere(): bool
    {
        return $this->isOpen() && $this->options->get('device_id') !== $this->site->deviceId();
    }

    public function pause(string $why): void
    {
        $this->options->refresh();
        if ($this->isOpen()) {
            $this->options->set(['paused' => $why]);
        }
    }

    public function dueSince(): int
    {
        return (int) $this->options->get('since');
    }

    public function resends(): bool
    {
        return (bool) $this->options->get('resend');
    }

    public function concurrency(): int
    {
        return (int) $this->options->get('concurrency');
    }

    public function hasLostSecret(): bool
    {
        return $this->options->hasLostSecret();
    }
}
