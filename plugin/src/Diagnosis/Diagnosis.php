<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

/** Everything that can be wrong with Waybill on a server: each is decided here once, and shown by Site Health and `wp waybill doctor`. */
final class Diagnosis
{
    /**
     * @param list<Check> $checks Those that ask this server and its database alone.
     * @param list<Check> $online Those that ask others over the network: seconds each, where nobody answers.
     */
    public function __construct(
        private readonly array $checks,
        private readonly array $online,
    ) {}

    /** @return list<Check> */
    public function offline(): array
    {
        return $this->checks;
    }

    /** @return list<Check> */
    public function all(): array
    {
        return [...$this->checks, ...$this->online];
    }
}
