<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\BackfillReader;
use Waybill\Order\OrderReader;

/** Makes orders ready for the extension, in the one way in which they are sent: what is shown of one beforehand is made here too. */
final class Packer
{
    /** Orders of a backfill that are read in one set: enough that its few queries cost each of them next to nothing, few enough for a small memory. */
    private const SET = 1_000;

    public function __construct(
        private readonly OrderReader $reader,
        private readonly BackfillReader $sets,
        private readonly Hooks $hooks,
        private readonly Extension $extension,
        private readonly Site $site,
        private readonly Log $log,
    ) {}

    /** How many orders of a backfill are best packed at a time; 0 where each is read by itself. */
    public function set(): int
    {
        return 'sets' === $this->sets->way()['way'] ? self::SET : 0;
    }

    /**
     * Reads the orders of these claims.
     *
     * @param list<Claim> $claims
     * @param (callable(): void)|null $meanwhile What the database can do once there is nothing more to be read of a set.
     * @return array{list<Parcel>, list<Result>} What is to be sent, and what became of the others already.
     */
    public function pack(Connection $connection, array $claims, ?callable $meanwhile = null): array
    {
        $inSet = $this->sets->read(array_column(array_filter($claims, static fn(Claim $claim): bool => Lane::Backfill === $claim->lane), 'orderId'));
        if (null !== $meanwhile) {
            $meanwhile();
        }
        $wants = self::remembered($connection->stillWants(...));
        $parcels = [];
        $settled = [];
        foreach ($claims as $claim) {
            $one = $this->guarded($claim, function () use ($connection, $claim, $inSet, $wants): Parcel|Result {
                $content = $inSet($claim->orderId);

                return null === $content ? $this->read($connection, $claim) : $this->ofSet($connection, $claim, $content, $wants);
            });
            if ($one instanceof Parcel) {
                $parcels[] = $one;
            } else {
                $settled[] = $one;
            }
        }

        return [$parcels, $settled];
    }

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
        return $this->addressed($key, $attempt, $this->extension->encode($content));
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

    /**
     * The order, ready to be sent; or what became of it already.
     *
     * @param callable(): (Parcel|Result) $pack
     */
    private function guarded(Claim $claim, callable $pack): Parcel|Result
    {
        try {
            return $pack();
        } catch (\Throwable $error) {
            // Broken data, or an error in another plugin's filter: this order fails, alone. The error's own message may hold anything; its class and place do not.
            $where = Log::where($error);
            $this->log->error('Order {id} cannot be read: {where}', ['id' => $claim->orderId, 'where' => $where]);

            return Result::unreadable($claim, "The order cannot be read: $where");
        }
    }

    /**
     * Of one that was read in a set: no filter has a say in it (see BackfillReader).
     *
     * @param array<string, mixed> $content
     * @param callable(string, bool): bool $wants
     */
    private function ofSet(Connection $connection, Claim $claim, array $content, callable $wants): Parcel|Result
    {
        $status = (string) $content['status'];

        return $wants($status, $claim->isThere()) ? $this->parcel($connection, $claim, $content, $status) : Result::withdrawn($claim, Reason::NotDue);
    }

    private function read(Connection $connection, Claim $claim): Parcel|Result
    {
        $order = $this->reader->find($claim->orderId);
        if (null === $order) {
            return Result::withdrawn($claim, Reason::NotDue);
        }
        if (!$this->hooks->isStillDue($connection, $order, $claim->isThere())) {
            return Result::withdrawn($claim, $connection->stillWants($order->get_status(), $claim->isThere()) ? Reason::Vetoed : Reason::NotDue);
        }
        $content = $this->content($connection, $order);

        return null === $content ? Result::withdrawn($claim, Reason::Vetoed) : $this->parcel($connection, $claim, $content, $order->get_status());
    }

    /** @param array<string, mixed> $content */
    private function parcel(Connection $connection, Claim $claim, array $content, string $status): Parcel|Result
    {
        $told = $connection->told($content);
        $json = $this->extension->encode($told);
        $hash = hash('xxh128', $json);
        if ($claim->hasDelivered($hash)) {
            return Result::unchanged($claim);
        }
        $rest = array_diff_key($content, $told);
        // Encoded in two parts, which make one object: nothing twice.
        $json = [] === $rest ? $json : substr($this->extension->encode((object) $rest), 0, -1) . ',' . substr($json, 1);

        return new Parcel($claim, $this->addressed($claim->key, $claim->attempt, $json), $hash, $status);
    }

    private function addressed(string $key, int $attempt, string $order): string
    {
        return '{"key":' . $this->extension->encode($key) . ",\"attempt\":$attempt,\"order\":$order}";
    }

    /**
     * The same answer as before to the same question: the orders of a set have few statuses.
     *
     * @param callable(string, bool): bool $wants
     * @return callable(string, bool): bool
     */
    private static function remembered(callable $wants): callable
    {
        /** @var array<string, bool> $answers */
        $answers = [];

        return static function (string $status, bool $isThere) use ($wants, &$answers): bool {
            $question = $status . ' ' . (int) $isThere;

            return $answers[$question] ??= $wants($status, $isThere);
        };
    }
}
