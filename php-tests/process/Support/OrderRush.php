<?php

declare(strict_types=1);

namespace Waybill\Tests\Process\Support;

use Waybill\Tests\Support\Wait;

/** Clients that place order after order at the same time, until they are told to stop. */
final class OrderRush
{
    private readonly \CurlMultiHandle $multi;

    /** @var list<array{status: int, order: int}> */
    private array $answers = [];

    /** @param array{url: string, headers: list<string>, body: string} $request */
    public function __construct(
        private readonly array $request,
        private readonly int $clients,
    ) {
        $this->multi = curl_multi_init();
    }

    /** Places orders for so long. */
    public function go(float $seconds): void
    {
        $until = microtime(true) + $seconds;
        $this->goUntil(static fn(): bool => microtime(true) > $until, $seconds + 1);
    }

    /** @param callable(): bool $condition Until then orders are placed. */
    public function goUntil(callable $condition, float $seconds): void
    {
        Wait::until(
            function () use ($condition): bool {
                $this->step($this->clients);

                return $condition();
            },
            $seconds,
            'the condition up to which orders are placed',
        );
    }

    /**
     * Begins no more, and waits for the answers.
     *
     * @return list<array{status: int, order: int}> Status 0 where there was no answer.
     */
    public function finish(): array
    {
        Wait::until(fn(): bool => 0 === $this->step(0), 60, 'the last answers');

        return $this->answers;
    }

    /** Begins requests until so many are under way, and takes answers. */
    private function step(int $clients): int
    {
        curl_multi_exec($this->multi, $underWay);
        while (false !== ($done = curl_multi_info_read($this->multi))) {
            $curl = $done['handle'];
            $answer = json_decode((string) curl_multi_getcontent($curl), true);
            $this->answers[] = ['status' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE), 'order' => (int) ($answer['id'] ?? 0)];
            curl_multi_remove_handle($this->multi, $curl);
        }
        for (; $underWay < $clients; ++$underWay) {
            $curl = curl_init();
            curl_setopt_array($curl, Browser::options($this->request['url'], $this->request['headers'], $this->request['body']));
            curl_multi_add_handle($this->multi, $curl);
        }
        curl_multi_exec($this->multi, $underWay);

        return $underWay;
    }
}
