<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\OrderReader;

/** Claims deliveries, reads their orders, has the extension send them, records what became of them; and again, until nothing is due or the time is over. */
final class Deliverer
{
    /** Less than this is not worth a claim: it would come back unsent. */
    private const WORTHWHILE_S = 0.3;

    public function __construct(
        private readonly Outbox $outbox,
        private readonly OutboxClaims $claims,
        private readonly Circuit $circuit,
        private readonly Backfill $backfill,
        private readonly OrderReader $reader,
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
    public function deliverBatch(Connection $connection, float $until, ?array $orderIds = null, ?Observer $observer = null): bool
    {
        if (!$this->may($connection, $until)) {
            return false;
        }
        $open = $this->circuit->isOpen($connection->id());
        if ($open && null !== $orderIds) {
            // A shopper's request is no place to wait for a platform that is down.
            return false;
        }
        $claims = $this->claims->claim($connection->id(), $open ? 1 : $connection->batchSize(), $orderIds, $this->lastLane($connection, $orderIds));
        if ([] === $claims) {
            return false;
        }
        if ($open && !$this->circuit->takeProbe($connection->id())) {
            $this->claims->record(array_map(Result::unsent(...), $claims));
            return false;
        }
        $this->carry($connection, $claims, $until, $observer);

        return $open ? !$this->circuit->isOpen($connection->id()) : count($claims) === $connection->batchSize();
    }

    /**
     * Delivers one of those during which PHP ended before, alone.
     *
     * @return bool Whether there was one.
     */
    public function deliverSuspect(Connection $connection, float $until, ?Observer $observer = null): bool
    {
        if (!$this->may($connection, $until) || $this->circuit->isOpen($connection->id())) {
            return false;
        }
        $claims = $this->claims->claimSuspect($connection->id(), $this->lastLane($connection));
        if ([] !== $claims) {
            $this->carry($connection, $claims, $until, $observer);
        }

        return [] !== $claims;
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

    /** @param list<Claim> $claims */
    private function carry(Connection $connection, array $claims, float $until, ?Observer $observer = null): void
    {
        [$parcels, $settled] = $this->pack($connection, $claims);
        // Before the others are sent: what is withdrawn may be due again meanwhile.
        if ($this->claims->record($settled)) {
            $this->hooks->announce($connection, $settled);
        }
        $sent = $this->send($connection, $parcels, $until);
        $isKept = $this->claims->record($sent);
        $this->circuit->learn($connection, $sent, $this->extension->ordersPerRequest($connection->id()));
        $this->pauseWhereRefused($connection, $sent);
        // Last: whoever listens may end PHP.
        if ($isKept) {
            $this->hooks->announce($connection, $sent);
        }
        $observer?->saw([...$settled, ...$sent]);
    }

    /**
     * @param list<Claim> $claims
     * @return array{list<Parcel>, list<Result>} What is to be sent, and what became of the others already.
     */
    private function pack(Connection $connection, array $claims): array
    {
        $parcels = [];
        $settled = [];
        foreach ($claims as $claim) {
            $read = $this->read($connection, $claim);
            if ($read instanceof Parcel) {
                $parcels[] = $read;
            } else {
                $settled[] = $read;
            }
        }

        return [$parcels, $settled];
    }

    /** The order, ready to be sent; or what became of it already. */
    private function read(Connection $connection, Claim $claim): Parcel|Result
    {
        try {
            $order = $this->reader->find($claim->orderId);
            $isThere = $claim->isThere();
            if (null === $order || !$this->hooks->isStillDue($connection, $order, $isThere)) {
                return Result::withdrawn($claim, null !== $order && $connection->stillWants($order->get_status(), $isThere) ? Reason::Vetoed : Reason::NotDue);
            }
            $content = $this->packer->content($connection, $order);
            if (null === $content) {
                return Result::withdrawn($claim, Reason::Vetoed);
            }
            $hash = hash('sha256', $this->extension->encode($connection->told($content)));
            if ($claim->hasDelivered($hash)) {
                return Result::unchanged($claim);
            }

            return new Parcel($claim, $this->packer->order($claim->key, $claim->attempt, $content), $hash, $order->get_status());
        } catch (\Throwable $error) {
            // Broken data, or an error in another plugin's filter: this order fails, alone. The error's own message may hold anything; its class and place do not.
            $where = sprintf('%s in %s:%d', $error::class, basename($error->getFile()), $error->getLine());
            $this->log->error('Order {id} cannot be read: {where}', ['id' => $claim->orderId, 'where' => $where]);

            return Result::unreadable($claim, "The order cannot be read: $where");
        }
    }

    /**
     * @param list<Parcel> $parcels
     * @return list<Result>
     */
    private function send(Connection $connection, array $parcels, float $until): array
    {
        if ([] === $parcels) {
            return [];
        }
        try {
            $answers = $this->extension->deliver(
                $this->packer->request($connection, $until),
                array_map(static fn(Parcel $parcel): string => $parcel->json, $parcels),
            );
        } catch (\Throwable $error) {
            $this->log->error('The extension could not be called: {class}', ['class' => $error::class]);

            return array_map(static fn(Parcel $parcel): Result => Result::unsent($parcel->claim), $parcels);
        }

        return array_map(Result::ofAnswer(...), $parcels, $answers);
    }

    /** @param list<Result> $results */
    private function pauseWhereRefused(Connection $connection, array $results): void
    {
        foreach ($results as $result) {
            if (DeliveryState::Held === $result->state) {
                $connection->pause($connection->refusedBecause());
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
