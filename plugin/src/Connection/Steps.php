<?php

declare(strict_types=1);

namespace Waybill\Connection;

use Waybill\Extension;
use Waybill\Log;
use Waybill\Site;

/** One step of a connection (docs/boundary.md, `call`): asked for with a click, so somebody waits for the answer. */
final class Steps
{
    private const DEADLINE_MS = 15_000;

    public function __construct(
        private readonly Extension $extension,
        private readonly Site $site,
        private readonly Log $log,
    ) {}

    /** Why a connection must not even be tried: nothing leaves the store before the merchant agreed, or from a copy of it. Null where it may. */
    public function hindrance(Connection $connection): ?Failure
    {
        $problem = match (true) {
            !$connection->isOpen() => Problem::NOT_OPEN,
            !$this->extension->isReady() => Problem::NO_EXTENSION,
            $connection->isElsewhere() => Problem::ELSEWHERE,
            default => null,
        };

        return null === $problem ? null : new Failure($problem);
    }

    /**
     * Takes the step.
     *
     * @param array<string, mixed> $input
     * @param array{settings?: array<string, string>, secrets?: array<string, string>} $with What differs from the connection as it is stored.
     * @return array<string, mixed>|Failure The step's data.
     */
    public function take(Connection $connection, string $step, array $input = [], array $with = [], int $deadlineMs = self::DEADLINE_MS): array|Failure
    {
        if (!$this->extension->isReady()) {
            return new Failure(Problem::NO_EXTENSION);
        }
        $stored = $connection->request();
        $answer = $this->extension->call([
            ...$this->site->request(),
            'connection' => $stored['connection'],
            'settings' => [...$stored['settings'], ...($with['settings'] ?? [])],
            'secrets' => [...$stored['secrets'], ...($with['secrets'] ?? [])],
            'step' => $step,
            'input' => $input,
            'deadline_ms' => $deadlineMs,
        ]);
        if ($answer['ok']) {
            return $answer['data'];
        }
        $error = $answer['error'];
        $this->log->warning('{platform}, step {step}: {kind}: {message}', [
            'platform' => $connection->label(),
            'step' => $step,
            'kind' => $error['kind'],
            'message' => $error['message'],
        ]);

        return new Failure($error['kind'], $error['field'], $error['message']);
    }
}
