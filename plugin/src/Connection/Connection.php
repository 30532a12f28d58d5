<?php

declare(strict_types=1);

namespace Waybill\Connection;

/** What the store knows of one platform. A further platform is one more class (docs/adding-a-connector.md). */
interface Connection
{
    /** The connector's id in the extension and in the outbox: `logistos`. At most 20 ASCII characters. */
    public function id(): string;

    /** The platform's name, as it writes it. */
    public function label(): string;

    /** Whether the merchant agreed and has it switched on: only then are orders queued, and only then does anything leave the store. */
    public function isOpen(): bool;

    /** Why nothing is sent although it is open, as a word of `Problem`; null where nothing stands in the way. */
    public function pausedBecause(): ?string;

    /** Whether it was made from another installation than this one: this is a copy, or the store has moved. */
    public function isElsewhere(): bool;

    /** Stops sending until the merchant acts. One that was switched off meanwhile stays off. */
    public function pause(string $why): void;

    /** What the merchant chooses to have it send again after a pause, as a button says it. */
    public function wayBack(): string;

    /**
     * Whether an order is to be queued.
     *
     * @param string $status Its own now, without `wc-`.
     */
    public function wants(string $status): bool;

    /**
     * Whether an order, queued before, is still to be sent.
     *
     * @param string $status Its own now, without `wc-`.
     * @param bool $isThere Whether the platform has an earlier revision of it.
     */
    public function stillWants(string $status, bool $isThere): bool;

    /**
     * What the platform is told of an order: where it is the same as before, there is nothing to tell.
     *
     * @param array<string, mixed> $order In the form of docs/boundary.md, `order`.
     * @return array<string, mixed>
     */
    public function told(array $order): array;

    /** Why the platform refuses the connection, or nothing could be sent for it, as a word of `Problem`. */
    public function refusedBecause(): string;

    /**
     * The statuses in which an order is due, without `wc-`.
     *
     * @return list<string>
     */
    public function dueStatuses(): array;

    /** The last order, by id, before the connection was made: those after it are due. */
    public function dueSince(): int;

    /** Whether an order that was sent is sent again when it changes. */
    public function resends(): bool;

    /** Whether it has a secret that cannot be opened any more, as after the site's keys were changed. */
    public function hasLostSecret(): bool;

    /** When its login runs out, as `time()` counts; null where it does not, or that is not known. */
    public function expiresAt(): ?int;

    /** What of its setup is not as it should be although orders go out, as a sentence; null where nothing. */
    public function trouble(): ?string;

    /** A step that needs the login and changes nothing, to try the connection with; null where the platform has none. */
    public function harmlessStep(): ?string;

    /** How many deliveries a worker takes at a time. */
    public function batchSize(): int;

    /** The most requests in flight at a time, 1 to 64: the extension adapts to what the platform bears, and goes no higher. */
    public function concurrency(): int;

    /**
     * The connection's part of a request to the extension.
     *
     * @return array{connection: string, settings: array<string, string>, secrets: array<string, string>}
     */
    public function request(): array;
}
