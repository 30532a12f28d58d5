<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Order\BackfillReader;
use Waybill\Order\OrderReader;

/** Makes orders ready for the extension, in the one way in which they are sent: what is shown of one beforehand is made here too. */
final class Packer
{
    /** Orders of a backfill that are read in one set at most: enough that its few queries cost each of them next to nothing, few enough for a small memory. */
    public const SET = 1_000;

    /** The first one tells how long this store's orders are. */
    private const FIRST_SET = 250;

    /** Items (lines, fees, shipping, taxes) that a set is to have at most, by those of the one before. Where it has far more all the same, the reader leaves its last orders out. */
    private const ITEMS = 8_000;

    private const LISTS = ['line_items' => true, 'fee_lines' => true, 'shipping_lines' => true, 'tax_lines' => true];

    private int $size = self::FIRST_SET;

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
        return 'sets' === $this->sets->way()['way'] ? $this->size : 0;
    }

    /** The same, where the last ones were read in a set. */
    public function nextSet(): int
    {
        return $this->size;
    }

    /**
     * Reads the orders of these claims; those that a set leaves out, and all where there is none, each by itself: no more than a batch of them, and in half of the time that there is
     * to read and send them. Whatever is over is left for another time: what has been read is sent.
     *
     * @param list<Claim> $claims
     * @param float $until When what is sent must be over, as `microtime(true)` counts.
     * @param (callable(): void)|null $meanwhile What the database can do once there is nothing more to be read of a set.
     * @return array{list<Parcel>, list<Result>} What is to be sent, and what became of the others already.
     */
    public function pack(Connection $connection, array $claims, float $until, ?callable $meanwhile = null): array
    {
        $stop = (microtime(true) + $until) / 2;
        $inSet = $this->sets->read(array_column(array_filter($claims, static fn(Claim $claim): bool => Lane::Backfill === $claim->lane), 'orderId'));
        if (null !== $meanwhile) {
            $meanwhile();
        }
        $wants = self::remembered($connection->stillWants(...));
        [$parcels, $settled, $items, $alone, $left] = [[], [], 0, 0, 0];
        foreach ($claims as $claim) {
            $content = $inSet($claim->orderId);
            if (null !== $content) {
                $items += array_sum(array_map(count(...), array_intersect_key($content, self::LISTS)));
                $one = $this->guarded($claim, fn(): Parcel|Result => $this->ofSet($connection, $claim, $content, $wants));
            } elseif (0 === $alone || $alone < $connection->batchSize() && microtime(true) < $stop) {
                ++$alone;
                $one = $this->guarded($claim, fn(): Parcel|Result => $this->read($connection, $claim));
                RuntimeCache::trim();
            } else {
                ++$left;
                $one = Result::unsent($claim);
            }
            if ($one instanceof Parcel) {
                $parcels[] = $one;
            } else {
                $settled[] = $one;
            }
        }
        $this->learn($connection, count($claims) - $alone - $left, $items, $left);

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
     * What these were like says how many the next set is to have.
     *
     * @param int $inSet How many were read in a set, of so many items.
     * @param int $left How many were left, as they are to be read by themselves.
     */
    private function learn(Connection $connection, int $inSet, int $items, int $left): void
    {
        if ($left > 0) {
            $this->size = max($connection->batchSize(), intdiv($this->size, 2));
        } elseif ($inSet > 0) {
            $this->size = min(self::SET, max($connection->batchSize(), intdiv(self::ITEMS * $inSet, max(1, $items))));
        }
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
