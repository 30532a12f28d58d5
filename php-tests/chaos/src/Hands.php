<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** Which delivery was in which process's hands, from when to when, as their journals tell; and what the dead left claimed. */
final class Hands
{
    /** @var array<int, array{claim: array<string, mixed>|null, holds: list<int>}> By process id: its last claim, and what it holds under it. */
    private array $open = [];

    /** @var array<string, int> Tokens of claims to process ids. */
    private array $tokens = [];

    /** @var array<int, float> Process ids to when they ended. */
    private array $dead = [];

    /** @var list<array{connection: string, order: int, claimed: float, from: float, to: float|null, pid: int}> */
    private array $holds = [];

    /** @param list<array<string, mixed>> $events Of this child. */
    public function follow(Child $child, array $events): void
    {
        foreach ($events as $event) {
            match ($event['what']) {
                'read' => $this->take($child->pid, $event),
                'claim' => $this->claim($child->pid, $event),
                // It records, or is done: what it had is out of its hands.
                'record', 'idle' => $this->letGo($child->pid, (float) $event['at']),
                default => null,
            };
        }
    }

    public function died(Child $child): void
    {
        $this->letGo($child->pid, (float) $child->endedAt);
        $this->dead[$child->pid] = (float) $child->endedAt;
    }

    /**
     * The claims of those that have been dead for so long.
     *
     * @return list<string>
     */
    public function tokensOfDead(float $seconds): array
    {
        $latest = microtime(true) - $seconds;

        return array_map(strval(...), array_keys(array_filter($this->tokens, fn(int $pid): bool => ($this->dead[$pid] ?? INF) < $latest)));
    }

    /** @return list<array{connection: string, order: int, claimed: float, from: float, to: float|null, pid: int}> An order in a process's hands, from its reading on. */
    public function holds(): array
    {
        return $this->holds;
    }

    /** @param array<string, mixed> $event */
    private function claim(int $pid, array $event): void
    {
        $this->letGo($pid, (float) $event['at']);
        $this->open[$pid]['claim'] = $event;
        $this->tokens[(string) $event['token']] = $pid;
    }

    /** @param array<string, mixed> $event */
    private function take(int $pid, array $event): void
    {
        $claim = $this->open[$pid]['claim'] ?? null;
        if (null === $claim) {
            // The shop itself looks at its order.
            return;
        }
        $this->open[$pid]['holds'][] = count($this->holds);
        $this->holds[] = [
            'connection' => (string) $claim['connection'],
            'order' => (int) $event['order'],
            'claimed' => (float) $claim['at'],
            'from' => (float) $event['at'],
            'to' => null,
            'pid' => $pid,
        ];
    }

    private function letGo(int $pid, float $at): void
    {
        foreach ($this->open[$pid]['holds'] ?? [] as $hold) {
            $this->holds[$hold]['to'] = $at;
        }
        $this->open[$pid] = ['claim' => null, 'holds' => []];
    }
}
