<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** What shoppers, clerks and imports do through child processes, and what is known of each of their steps: begun, done, or cut off in between. */
final class Shop
{
    public int $killed = 0;

    /** How many ended by themselves before their last step was done. */
    public int $gaveUp = 0;

    /** @var array<int, array<string, mixed>> Every step by its number, with `order`, and `begun` and `done` as times or null. */
    private array $steps = [];

    /** @var array<int, array{status: string, texts: list<string>, isPlain: bool}> The orders that may be edited, by id; a plain one keeps its status. */
    private array $orders = [];

    /** @var list<array{child: Child, orders: list<int>, kill_at: float|null, end: string}> With the last word of its journal on its end. */
    private array $open = [];

    public function __construct(
        private readonly string $directory,
        private readonly Hands $hands,
    ) {}

    /**
     * Places orders, whose status nothing will change, before the run begins.
     *
     * @return list<int> Their ids.
     */
    public function place(int $count, bool $hooks): array
    {
        $first = count($this->steps) + 1;
        $steps = array_fill(0, $count, ['do' => 'place', 'hooks' => $hooks, 'status' => 'processing', 'product' => 0, 'quantity' => 2, 'pause_ms' => 0]);
        $this->launch(['steps' => $steps, 'kill_after' => null]);
        $this->finish(60);
        $ids = array_column(array_slice($this->steps, $first - 1), 'order');
        foreach ($ids as $id) {
            $this->orders[$id]['isPlain'] = true;
        }

        return $ids;
    }

    /** Starts a process that takes these steps. @param array<string, mixed> $event Of the plan. */
    public function launch(array $event): void
    {
        $steps = [];
        $taken = array_merge(...array_column($this->open, 'orders'));
        $orders = [];
        foreach ($event['steps'] as $step) {
            $step = $this->resolve(['n' => count($this->steps) + 1] + $step, $taken);
            if (null !== $step) {
                $steps[] = $step;
                $this->steps[$step['n']] = $step + ['order' => null, 'begun' => null, 'done' => null];
                $orders[] = $step['order'] ?? 0;
            }
        }
        if ([] !== $steps) {
            $this->open[] = [
                'child' => Child::program($this->directory, 'shop', json_encode($steps, JSON_THROW_ON_ERROR)),
                'orders' => $orders,
                'kill_at' => null === $event['kill_after'] ? null : microtime(true) + $event['kill_after'],
                'end' => '',
            ];
        }
    }

    /** Takes note of what happened, and kills those whose time it is. */
    public function look(): void
    {
        foreach ($this->open as $at => $one) {
            if (null !== $one['kill_at'] && microtime(true) >= $one['kill_at'] && $one['child']->lives()) {
                $one['child']->kill();
                ++$this->killed;
            }
            $lives = $one['child']->lives();
            $news = $one['child']->news();
            $this->hands->follow($one['child'], $news);
            foreach ($news as $event) {
                if (isset($event['n'])) {
                    $this->follow($event);
                } elseif (in_array($event['what'], ['dies', 'finished'], true)) {
                    $this->open[$at]['end'] = $event['what'];
                }
            }
            if (!$lives) {
                $this->hands->died($one['child']);
                $this->killed += 'dies' === $this->open[$at]['end'] ? 1 : 0;
                $this->gaveUp += $one['child']->killed || '' !== $this->open[$at]['end'] ? 0 : 1;
                unset($this->open[$at]);
            }
        }
        $this->open = array_values($this->open);
    }

    /** Waits for those under way. */
    public function finish(float $seconds): void
    {
        $until = microtime(true) + $seconds;
        while ([] !== $this->open) {
            if (microtime(true) > $until) {
                array_map(static fn(array $one) => $one['child']->kill(), $this->open);
            }
            $this->look();
            usleep(20_000);
        }
    }

    /** @return array<int, array<string, mixed>> */
    public function steps(): array
    {
        return $this->steps;
    }

    /** @param array<string, mixed> $event */
    private function follow(array $event): void
    {
        $step = &$this->steps[$event['n']];
        $step[$event['what']] = $event['at'];
        if ('done' === $event['what'] && 'place' === $step['do']) {
            $step['order'] = $event['order'];
            $this->orders[$event['order']] = ['status' => $step['status'], 'texts' => [$step['text']], 'isPlain' => false];
        }
    }

    /**
     * The step with all that its process needs to know; null where it cannot be taken.
     *
     * @param array<string, mixed> $step
     * @param list<int> $taken Orders in other processes' hands.
     * @return array<string, mixed>|null
     */
    private function resolve(array $step, array $taken): ?array
    {
        $new = "Chaos {$step['n']}";
        $basics = ['n' => $step['n'], 'do' => $step['do'], 'pause_ms' => $step['pause_ms']] + array_intersect_key($step, ['dies_at_query' => 0]);
        if ('place' === $step['do']) {
            return $basics + ['text' => $new] + array_intersect_key($step, array_flip(['hooks', 'status', 'product', 'quantity']));
        }
        $free = array_values(array_diff(array_keys(array_filter($this->orders, static fn(array $order): bool => 'cancelled' !== $order['status'])), $taken));
        if ([] === $free) {
            return null;
        }
        // Rather a late one than an early one: it may be under way.
        $id = $free[count($free) - 1 - (int) (($step['which'] ** 2) * count($free))];
        $order = &$this->orders[$id];
        $basics += ['order' => $id, 'hooks' => true, 'text' => 'back' === $step['kind'] ? $order['texts'][max(0, count($order['texts']) - 2)] : $new];
        $order['texts'][] = $basics['text'];
        if ('status' === $step['kind'] && !$order['isPlain']) {
            $order['status'] = 'processing' === $order['status'] ? $step['to'] : 'processing';
            $basics['status'] = $order['status'];
        }

        return 'quantity' === $step['kind'] ? $basics + ['quantity' => $step['quantity']] : $basics;
    }
}
