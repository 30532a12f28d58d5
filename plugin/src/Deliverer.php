<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;

/** Claims deliveries, reads their orders, has the extension send them, records what became of them; and again, until nothing is due or the time is over. */
final class Deliverer
{
    /** Less than this is not worth a claim: it would come back unsent. */
    private const WORTHWHILE_S = 0.3;

    public function __construct(
        private readonly Outbox $outbox,
        private readonly OutboxClaims $claims,
        private readonly ClaimsAhead $ahead,
        private readonly OutboxResults $results,
        private readonly Circuit $circuit,
        private readonly Backfill $backfill,
        private readonly Hooks $hooks,
        private readonly Packer $packer,
        private readonly Extension $extension,
        private readonly Log $log,
    ) {}

    /**
     * Delivers what is due.
     *
     * @param float $until When it must be over, as `microtime(true)` counts.
     * @param list<int>|null $orderIds Only these orders; null for whatever is due.
     */
    public function drain(Connection $connection, float $until, ?array $orderIds = null): void
    {
        do {
            $more = $this->deliverBatch($connection, $until, $orderIds);
        } while ($more);
    }

    /**
     * Delivers one batch of what is due.
     *
     * @param list<int>|null $orderIds
     * @return bool Whether it is worth while to go on.
     */
    public function deliverBatch(Connection $connection, float $until, ?array $orderIds = null): bool
    {
        $claims = $this->claim($connection, $until, $orderIds);
        if ([] !== $claims) {
            $this->carry($connection, $claims, $until);
        }

        return count($claims) >= $connection->batchSize();
    }

    /**
     * Claims a batch of what is due, for `depart`; of a platform that is taken to be down, one that probes it, if that is due.
     *
     * @param list<int>|null $orderIds Only these orders; null for whatever is due.
     * @return list<Claim>
     */
    public function claim(Connection $connection, float $until, ?array $orderIds = null): array
    {
        if (!$this->may($connection, $until)) {
            return [];
        }
        $open = $this->circuit->isOpen($connection->id());
        if ($open && null !== $orderIds) {
            // A shopper's request is no place to wait for a platform that is down.
            return [];
        }
        $last = $this->lastLane($connection, $orderIds);
        if ($open || Lane::Live === $last) {
            $this->ahead->giveBack($connection->id());
        }
        if (null === $orderIds && $this->ahead->has($connection->id())) {
            return $this->liveOrAhead($connection);
        }
        [$limit, $set] = $open ? [1, 0] : [$connection->batchSize(), $this->packer->set()];
        $claims = $this->claims->claim($connection->id(), $limit, $orderIds, $last, $set);
        if ($open && [] !== $claims && !$this->circuit->takeProbe($connection->id())) {
            $this->results->record(array_map(Result::unsent(...), $claims));

            return [];
        }

        return $claims;
    }

    /**
     * Sends what was claimed on its way, without waiting for what becomes of it: the next can be read meanwhile. It is to be handed to `land`.
     *
     * @param list<Claim> $claims
     * @param (callable(): void)|null $meanwhile What the database can do as soon as all of a set has been read.
     */
    public function depart(Connection $connection, array $claims, float $until, ?Observer $observer = null, ?callable $meanwhile = null): Departure
    {
        [$parcels, $news] = $this->pack($connection, $claims, $until, $observer, $meanwhile);
        if ([] === $parcels) {
            return new Departure(null, true, $news);
        }
        try {
            $ticket = $this->extension->deliverStart($this->packer->request($connection, $until), array_column($parcels, 'json'));
        } catch (\Throwable $error) {
            $this->settle($connection, $this->unsent($parcels, $error), $observer);

            return new Departure(null, false, $news);
        }

        return new Departure(new Flight($parcels, $ticket), true, $news);
    }

    /** Whether `land` would not wait. */
    public function hasLanded(Flight $flight): bool
    {
        try {
            return $this->extension->isDone($flight->ticket);
        } catch (\Throwable) {
            // It is lost, as `land` will say.
            return true;
        }
    }

    /**
     * Waits for what became of a batch. It is to be handed to `settle`, and, where it may wait, to `begin` before.
     *
     * @return Landing|null Null where that is lost.
     */
    public function land(Connection $connection, Flight $flight): ?Landing
    {
        try {
            $answers = $this->extension->deliverFinish($flight->ticket);
        } catch (\Throwable $error) {
            // It may have arrived. As after a worker's death, the leases end, and it goes out once more under its keys.
            $this->log->error('What became of {count} deliveries is lost: {class}', ['count' => count($flight->parcels), 'class' => $error::class]);

            return null;
        }
        $results = array_map(Result::ofAnswer(...), $flight->parcels, $answers['results']);
        $haveArrived = [] === array_filter($results, static fn(Result $result): bool => DeliveryState::Delivered !== $result->state);

        return new Landing($results, $answers['rest_s'], $haveArrived && $this->results->canBegin($results));
    }

    /**
     * Begins to record what became of a batch, while PHP goes on.
     *
     * @param int $next How many orders are in hand meanwhile: where those are a set, another one is claimed for after them.
     * @return bool Whether it was begun.
     */
    public function begin(Connection $connection, Landing $landing, int $next): bool
    {
        return $this->results->begin($connection->id(), $landing->results, $next > $connection->batchSize() ? $this->packer->nextSet() : 0);
    }

    /**
     * Records what became of a batch, and draws the conclusions.
     *
     * @param bool $isBegun Whether `begin` has begun it.
     * @return list<Result> Those that somebody is to be told of, by `announce`: as late as can be, as whoever listens may take long, or end PHP.
     */
    public function settle(Connection $connection, Landing $landing, ?Observer $observer = null, bool $isBegun = false): array
    {
        $results = $landing->results;
        $isKept = $isBegun ? $this->results->finish($results) : $this->results->record($results);
        $this->circuit->learn($connection, $results, $this->extension->ordersPerRequest($connection->id()));
        if (null !== $landing->restS && [] !== array_filter($results, static fn(Result $result): bool => !$result->wasSent())) {
            // It outlasts this call: whoever asks before it is over, asks in vain.
            $this->circuit->rest($connection, $landing->restS);
        }
        $this->pauseWhereRefused($connection, $results);
        $observer?->saw($results);

        return $isKept ? $this->hooks->heard($results) : [];
    }

    /**
     * Tells other plugins.
     *
     * @param list<Result> $results Of `settle` and `depart`.
     */
    public function announce(Connection $connection, array $results): void
    {
        if ([] !== $results) {
            // However long they take, nobody waits for what was kept for the next batch.
            $this->ahead->giveBack();
        }
        $this->hooks->announce($connection, $results);
    }

    /** Ends a run: what it has kept for the next batch is given back. */
    public function close(): void
    {
        $this->ahead->close();
        $this->results->close();
    }

    /**
     * Delivers some of those during which PHP ended before.
     *
     * @return bool Whether there were any, and there may be more that can be tried now.
     */
    public function deliverSuspects(Connection $connection, float $until, ?Observer $observer = null): bool
    {
        if (!$this->may($connection, $until) || $this->circuit->isOpen($connection->id())) {
            return false;
        }
        $claims = $this->claims->claimSuspects($connection->id(), $this->lastLane($connection));

        return [] !== $claims && $this->carry($connection, $claims, $until, $observer);
    }

    /**
     * Delivers one order that the merchant asks for: also before its next attempt is due, and while the platform is taken to be down.
     *
     * @return bool Whether it was there to be delivered.
     */
    public function deliverOrder(Connection $connection, float $until, int $orderId): bool
    {
        $claims = $this->may($connection, $until) ? $this->claims->claimOrder($connection->id(), $orderId) : [];
        if ([] !== $claims) {
            $this->carry($connection, $claims, $until);
        }

        return [] !== $claims;
    }

    private function may(Connection $connection, float $until): bool
    {
        return (
            $connection->isOpen()
            && null === $connection->pausedBecause()
            && $this->extension->isReady()
            && ($until - microtime(true)) >= self::WORTHWHILE_S
        );
    }

    /**
     * Orders that are named are somebody's own, and do not wait for a backfill that is paused; a shopper's request does not even ask.
     *
     * @param list<int>|null $orderIds
     */
    private function lastLane(Connection $connection, ?array $orderIds = null): Lane
    {
        return null === $orderIds ? $this->backfill->lastLane($connection->id()) : Lane::Backfill;
    }

    /** @return list<Claim> New orders, which go first; else the set that was claimed ahead. */
    private function liveOrAhead(Connection $connection): array
    {
        $id = $connection->id();
        // To look costs less than to claim nothing.
        $live = $this->claims->isLiveDue($id) ? $this->claims->claim($id, $connection->batchSize(), last: Lane::Live) : [];

        return [] === $live ? $this->ahead->take($id) : $live;
    }

    /**
     * Sends what was claimed, and records what became of it.
     *
     * @param list<Claim> $claims
     * @return bool Whether the platform can be sent more.
     */
    private function carry(Connection $connection, array $claims, float $until, ?Observer $observer = null): bool
    {
        [$parcels, $news] = $this->pack($connection, $claims, $until, $observer);
        $mayGoOn = true;
        if ([] !== $parcels) {
            $landing = $this->sent($connection, $parcels, $until);
            $news = [...$news, ...$this->settle($connection, $landing, $observer)];
            $mayGoOn = [] !== array_filter($landing->results, static fn(Result $result): bool => $result->wasSent());
        }
        $this->announce($connection, $news);

        return $mayGoOn;
    }

    /**
     * Sends it, and waits for what becomes of it.
     *
     * @param non-empty-list<Parcel> $parcels
     */
    private function sent(Connection $connection, array $parcels, float $until): Landing
    {
        try {
            $answers = $this->extension->deliver($this->packer->request($connection, $until), array_column($parcels, 'json'));
        } catch (\Throwable $error) {
            return $this->unsent($parcels, $error);
        }

        return new Landing(array_map(Result::ofAnswer(...), $parcels, $answers['results']), $answers['rest_s']);
    }

    /**
     * @param list<Claim> $claims
     * @param (callable(): void)|null $meanwhile As `depart` has it.
     * @return array{list<Parcel>, list<Result>} What is to be sent; and of what became of the others already, those that somebody is to be told of. It is recorded: what is withdrawn
     *     may be due again meanwhile.
     */
    private function pack(Connection $connection, array $claims, float $until, ?Observer $observer, ?callable $meanwhile = null): array
    {
        [$parcels, $settled] = $this->packer->pack($connection, $claims, $until, $meanwhile);
        $isKept = [] !== $settled && $this->results->record($settled);
        if ([] !== $settled) {
            $observer?->saw($settled);
        }

        return [$parcels, $isKept ? $this->hooks->heard($settled) : []];
    }

    /** @param non-empty-list<Parcel> $parcels */
    private function unsent(array $parcels, \Throwable $error): Landing
    {
        $this->log->error('The extension could not be called: {class}', ['class' => $error::class]);

        return new Landing(array_map(static fn(Parcel $parcel): Result => Result::unsent($parcel->claim), $parcels));
    }

    /** @param list<Result> $results */
    private function pauseWhereRefused(Connection $connection, array $results): void
    {
        foreach ($results as $result) {
            if (DeliveryState::Held === $result->state) {
                $connection->pause($connection->refusedBecause());
                $this->ahead->giveBack($connection->id());
                $this->outbox->hold($connection->id());
                $this->log->warning('{platform} refuses the connection: it is paused. {message}', [
                    'platform' => $connection->label(),
                    'message' => $result->message,
                ]);
                return;
            }
        }
    }
}
