<?php

declare(strict_types=1);

namespace Waybill\Order;

use Waybill\Extension;
use Waybill\Log;
use Waybill\Order\Bulk\Set;
use Waybill\Plugin;
use Waybill\RuntimeCache;
use Waybill\Stored;

/**
 * Reads a backfill's orders in sets, and proves it as it goes: some of them it reads through `WC_Order` too, and where one byte differs, no set is read any
 * more until the backfill begins anew or the store's plugins change.
 */
final class BackfillReader implements Stored
{
    private const OPTION = 'waybill_backfill_reading';

    /** Orders that a process reads both ways before it relies on sets. */
    private const FIRST = 5;

    /** Orders that it tries for that at most: where they cannot be read both ways, the careful way has to say why. */
    private const TRIED = 20;

    /** After that, one in so many. */
    private const ONE_IN = 2_000;

    /** Readings of an order that differs: it may have been changed between the two. */
    private const READINGS = 3;

    /** Fields named in the log. */
    private const NAMED = 10;

    /** Orders that this process has read both ways. */
    private int $compared = 0;

    public function __construct(
        private readonly OrderReader $careful,
        private readonly BulkOrderReader $sets,
        private readonly Doubt $doubt,
        private readonly Extension $extension,
        private readonly Log $log,
        private readonly int $oneIn = self::ONE_IN,
    ) {}

    /**
     * Reads these orders in a set, where that can be.
     *
     * @param list<int> $ids
     * @return \Closure(int): (array<string, mixed>|null) Gives an order's content once, in the form of docs/boundary.md; null where the order, or all of them, is to be read by
     *     itself. By then all has been asked of the database.
     */
    public function read(array $ids): \Closure
    {
        $none = static fn(int $_id): ?array => null;
        if ([] === $ids) {
            return $none;
        }
        $kept = $this->fresh();
        if ('difference' === $kept['why']) {
            return $none;
        }
        $doubt = $this->doubt->why();
        if (null !== $doubt) {
            $this->keep($kept, ['way' => 'careful'] + $doubt);
            return $none;
        }
        $set = $this->sets->load($ids);
        // Of a set that is to prove something, none is used before it has.
        $proven = null === $set ? [] : $this->proven($set, $this->sample($ids));
        if (is_string($proven)) {
            $this->keep($kept, ['way' => 'careful', 'why' => 'difference', 'what' => $proven]);
            return $none;
        }
        if (!$this->keep($kept, ['way' => 'sets', 'why' => null, 'what' => ''])) {
            return $none;
        }

        // Where too few could be compared, no other is used.
        $rest = $this->isProven() ? $set : null;

        return static fn(int $id): ?array => $proven[$id] ?? $rest?->take($id);
    }

    /**
     * How orders are read, and why: `filter`, `class` or `setting` with its name, `difference` with the order and its fields.
     *
     * @return array{way: 'sets'|'careful', why: 'filter'|'class'|'setting'|'difference'|null, what: string}
     */
    public function way(): array
    {
        $kept = $this->fresh();
        if ('' !== $kept['way']) {
            return ['way' => $kept['way'], 'why' => $kept['why'], 'what' => $kept['what']];
        }
        $doubt = $this->doubt->why();

        return null === $doubt ? ['way' => 'sets', 'why' => null, 'what' => ''] : ['way' => 'careful'] + $doubt;
    }

    /** Forgets what was found: sets are tried anew. */
    public function delete(): void
    {
        delete_option(self::OPTION);
        $this->compared = 0;
    }

    /**
     * Reads some of them through `WC_Order` too.
     *
     * @param list<int> $sample Those that are to be; before anything is proven, the first few that can be.
     * @return array<int, array<string, mixed>|null>|string What was taken of the set, null where it turned out to be doubtful; or the order that differs, with its fields.
     */
    private function proven(Set $set, array $sample): array|string
    {
        $wasProven = $this->isProven();
        $proven = [];
        foreach ($sample as $id) {
            if (!$wasProven && ($this->isProven() || count($proven) >= self::TRIED)) {
                break;
            }
            $content = $set->take($id);
            if (null === $content) {
                continue;
            }
            $read = $this->readBothWays($id, $content);
            RuntimeCache::trim();
            if (is_string($read)) {
                return $read;
            }
            $proven[$id] = $read;
        }

        return $proven;
    }

    /**
     * Which of a set are read both ways: before anything is proven, any of them.
     *
     * @param list<int> $ids
     * @return list<int>
     */
    private function sample(array $ids): array
    {
        if ($this->isProven()) {
            return array_values(array_filter($ids, fn(): bool => 1 === random_int(1, $this->oneIn)));
        }
        shuffle($ids);

        return $ids;
    }

    /**
     * @param array<string, mixed> $content As read in a set.
     * @return array<string, mixed>|string|null The content; the order and its fields where they differ; null where this order can be read in one way only.
     */
    private function readBothWays(int $id, array $content): array|string|null
    {
        $differing = [];
        for ($reading = 1; $reading <= self::READINGS; ++$reading) {
            if ($reading > 1) {
                // Somebody may have changed the order, or what belongs to it, between the two: both anew.
                RuntimeCache::flush();
                $content = $this->sets->read([$id])[$id] ?? null;
            }
            if (null === $content) {
                return null;
            }
            try {
                $order = $this->careful->find($id);
                $careful = null === $order ? null : $this->careful->read($order);
                if ($this->extension->encode($content) === $this->extension->encode($careful)) {
                    ++$this->compared;

                    return $content;
                }
            } catch (\Throwable) {
                return null;
            }
            $differing = self::differing($content, $careful ?? []);
        }

        return sprintf('%d: %s', $id, implode(', ', array_slice($differing, 0, self::NAMED)));
    }

    /**
     * The names of the fields that differ: `total`, `billing.email`, `line_items.sku`. Their values are personal data.
     *
     * @param array<array-key, mixed> $one
     * @param array<array-key, mixed> $other
     * @return list<string>
     */
    private static function differing(array $one, array $other, string $in = ''): array
    {
        $names = [];
        foreach (array_keys($one + $other) as $key) {
            $left = $one[$key] ?? null;
            $right = $other[$key] ?? null;
            $name = is_int($key) ? $in : ltrim("$in.$key", '.');
            if (is_array($left) && is_array($right)) {
                $names = [...$names, ...self::differing($left, $right, $name)];
            } elseif ($left !== $right) {
                $names[] = $name;
            }
        }

        // Where the same stands in each, its order differs.
        return [] === $names && $one !== $other ? [ltrim("$in (order)")] : array_values(array_unique($names));
    }

    /** Whether this process has read as many both ways as it takes to rely on sets. */
    private function isProven(): bool
    {
        return $this->compared >= self::FIRST;
    }

    /**
     * What was found with these plugins, and these versions of Waybill and WooCommerce, as another process may have left it meanwhile; `way` is empty where nothing was.
     *
     * @return array{way: ''|'sets'|'careful', why: 'filter'|'class'|'setting'|'difference'|null, what: string, store: string}
     */
    private function fresh(): array
    {
        wp_cache_delete(self::OPTION, 'options');
        $kept = get_option(self::OPTION, []);
        $nothing = ['way' => '', 'why' => null, 'what' => '', 'store' => self::store()];

        return is_array($kept) && ($kept['store'] ?? null) === $nothing['store'] ? [...$nothing, ...$kept] : $nothing;
    }

    /**
     * Keeps how it reads now, and says it in the log where that has changed; but a difference that another process has found meanwhile stays.
     *
     * @param array{way: string, why: string|null, what: string, store: string} $kept
     * @param array{way: string, why: string|null, what: string} $now
     * @return bool Whether it reads so.
     */
    private function keep(array $kept, array $now): bool
    {
        if ($kept === [...$kept, ...$now]) {
            return true;
        }
        if ('difference' === $this->fresh()['why']) {
            return false;
        }
        update_option(self::OPTION, [...$kept, ...$now], false);
        $context = ['why' => $now['why'], 'what' => $now['what']];
        match ($now['why']) {
            null => $this->log->info('Backfills read orders in sets'),
            'difference' => $this->log->warning(
                'Backfills read each order by itself: read in a set, an order differs from what WooCommerce says of it. Order {what}',
                $context,
            ),
            default => $this->log->info('Backfills read each order by itself: {why} {what}', $context),
        };

        return true;
    }

    /** What decides over how orders are read: whoever may hook in, and the versions. */
    private static function store(): string
    {
        return md5((string) wp_json_encode([
            Plugin::VERSION,
            WC_VERSION,
            get_option('active_plugins'),
            get_site_option('active_sitewide_plugins'),
            get_option('stylesheet'),
            get_option('woocommerce_custom_orders_table_enabled'),
        ]));
    }
}
