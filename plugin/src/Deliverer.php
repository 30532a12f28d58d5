<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Connection\Problem;
use Waybill\Order\OrderReader;

/** Claims deliveries, reads their orders, has the extension send them, records what became of them; and again, until nothing is due or the time is over. */
final class Deliverer
{
    /** Less than this is not worth a claim: it would come back unsent. */
    private const WORTHWHILE_S = 0.3;

    public function __construct(
        private readonly Outbox $outbox,
        private readonly OrderReader $reader,
        private readonly Extension $extension,
        private readonly Site $site,
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
        if (!$connection->isOpen() || null !== $connection->pausedBecause() || !$this->extension->isReady()) {
            return false;
        }
        if (($until - microtime(true)) < self::WORTHWHILE_S) {
            return false;
        }
        $claims = $this->outbox->claim($connection->id(), $connection->batchSize(), $orderIds);
        if ([] === $claims) {
            return false;
        }
        $results = $this->deliver($connection, $claims, $until);
        $this->outbox->record($results);
        $this->pauseWhereRefused($connection, $results);

        return count($claims) === $connection->batchSize();
    }

    /**
     * @param list<Claim> $claims
     * @return list<Result>
     */
    private function deliver(Connection $connection, array $claims, float $until): array
    {
        $results = [];
        $orders = [];
        $sent = [];
        foreach ($claims as $claim) {
            try {
                $order = $this->read($connection, $claim);
            } catch (\Throwable $error) {
                // Broken data, or a fatal error in another plugin's filter: this order fails, alone. The error's own message may hold anything; its class and place do not.
                $this->log->error('Order {id} cannot be read: {class} in {file}:{line}', [
                    'id' => $claim->orderId,
                    'class' => $error::class,
                    'file' => basename($error->getFile()),
                    'line' => $error->getLine(),
                ]);
                $results[] = Result::unreadable($claim, sprintf(
                    'The order cannot be read: %s in %s:%d',
                    $error::class,
                    basename($error->getFile()),
                    $error->getLine(),
                ));
                continue;
            }
            if (null === $order) {
                $this->outbox->withdraw($claim);
                continue;
            }
            $orders[] = $order;
            $sent[] = $claim;
        }
        if ([] === $sent) {
            return $results;
        }
        try {
            $answers = $this->extension->deliver([
                ...$this->site->request(),
                ...$connection->request(),
                'concurrency' => $connection->concurrency(),
                'deadline_ms' => max(0, (int) (($until - microtime(true)) * 1000)),
            ], $orders);
        } catch (\Throwable $error) {
            $this->log->error('The extension could not be called: {class}', ['class' => $error::class]);

            return [...$results, ...array_map(Result::unsent(...), $sent)];
        }
        foreach ($sent as $i => $claim) {
            $results[] = Result::ofAnswer($claim, $answers[$i]);
        }

        return $results;
    }

    /** The order as JSON for `deliver`; null where it is not to be sent any more. */
    private function read(Connection $connection, Claim $claim): ?string
    {
        $order = $this->reader->find($claim->orderId);
        if (null === $order || !$connection->stillWants($order)) {
            return null;
        }

        return $this->extension->encode(['key' => $claim->key, 'attempt' => $claim->attempt, 'order' => $this->reader->read($order)]);
    }

    /** @param list<Result> $results */
    private function pauseWhereRefused(Connection $connection, array $results): void
    {
        foreach ($results as $result) {
            if (DeliveryState::Held === $result->state) {
                $connection->pause(Problem::REFUSED);
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
