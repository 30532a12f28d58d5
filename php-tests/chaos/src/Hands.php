<?php

declare(strict_types=1);

namespace Waybill\Tests\Chaos;

/** Which delivery was in which process's hands, from when to when, as their journals tell; and what the dead left claimed. */
final class Hands
{
    /**
     * @var array<int, array<string, array{claim: array<string, mixed>, left: int, holds: list<int>}>> By process id and token, the last claim last: what it claimed, how much of it
     *     has not come back, and what it holds under it. While one batch is on its way, the next is read.
     */
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
                'record' => $this->record($child->pid, $event),
                // It is done: what it had is out of its hands.
                'idle' => $this->letGo($child->pid, (float) $event['at']),
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
        $token = (string) $event['token'];
        $this->open[$pid][$token] = ['claim' => $event, 'left' => (int) $event['deliveries'], 'holds' => []];
        $this->tokens[$token] = $pid;
    }

    /** @param array<string, mixed> $event */
    private function take(int $pid, array $event): void
    {
        $token = array_key_last($this->open[$pid] ?? []);
        if (null === $token) {
            // The shop itself looks at its order.
            return;
        }
        $claim = $this->open[$pid][$token]['claim'];
        $this->open[$pid][$token]['holds'][] = count($this->holds);
        $this->holds[] = [
            'connection' => (string) $claim['connection'],
            'order' => (int) $event['order'],
            'claimed' => (float) $claim['at'],
            'from' => (float) $event['at'],
            'to' => null,
            'pid' => $pid,
        ];
    }

    /** @param array<string, mixed> $event */
    private function record(int $pid, array $event): void
    {
        foreach ((array) $event['tokens'] as $token => $deliveries) {
            if (!isset($this->open[$pid][$token])) {
                continue;
            }
            $this->open[$pid][$token]['left'] -= (int) $deliveries;
            if ($this->open[$pid][$token]['left'] <= 0) {
                $this->end($pid, (string) $token, (float) $event['at']);
            }
        }
    }

    private function letGo(int $pid, float $at): void
    {
        foreach (array_keys($this->open[$pid] ?? []) as $token) {
            $this->end($pid, (string) $token, $at);
        }
    }

    private function end(int $pid, #[\SensitiveParameter] string $token, float $at): void
    {
        foreach ($this->open[$pid][$token]['holds'] as $hold) {
            $this->holds[$hold]['to'] = $at;
        }
        unset($this->open[$pid][$token]);
    }
}
