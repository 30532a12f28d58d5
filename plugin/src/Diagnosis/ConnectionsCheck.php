<?php

declare(strict_types=1);

namespace Waybill\Diagnosis;

use Waybill\Admin\WelcomePage;
use Waybill\Connection\Connection;
use Waybill\Connection\Problem;

/** Each connection that is open: whether it is paused and why, and what is about to stop it. */
final class ConnectionsCheck implements Check
{
    /** In time to connect again without a pause. */
    private const SOON_S = 7 * DAY_IN_SECONDS;

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
    ) {}

    public function id(): string
    {
        return 'connections';
    }

    public function label(): string
    {
        return __('Waybill\'s connections', 'waybill');
    }

    public function allIsWell(): string
    {
        return __('Waybill\'s connections stand', 'waybill');
    }

    public function findings(): array
    {
        $open = array_filter($this->connections, static fn(Connection $connection): bool => $connection->isOpen());

        return (
            [] === $open
                ? [Finding::good('connection', __('No platform is connected: nothing leaves the store.', 'waybill'))]
                : array_merge(...array_map($this->of(...), array_values($open)))
        );
    }

    /** @return list<Finding> */
    private function of(Connection $connection): array
    {
        $id = $connection->id();
        $setUp = [[__('Set up Waybill:', 'waybill'), WelcomePage::url()]];
        $why = $connection->pausedBecause();
        if (null !== $why) {
            return [Finding::error($id, Problem::sentence($why, $connection->label()) . ' ' . __('Orders are kept meanwhile.', 'waybill'), $setUp)];
        }
        if ($connection->hasLostSecret()) {
            return [Finding::error($id, Problem::sentence(Problem::SECRET_LOST, $connection->label()), $setUp)];
        }
        // translators: %s: the platform's name.
        $findings = [Finding::good($id, sprintf(__('%s takes this store\'s orders.', 'waybill'), $connection->label()))];
        $ends = $connection->expiresAt();
        if (null !== $ends && $ends < (time() + self::SOON_S)) {
            $findings[] = Finding::warning(
                "{$id}_login",
                // translators: 1: the platform's name, 2: a span of time, such as "3 days".
                sprintf(__('The login at %1$s runs out in %2$s.', 'waybill'), $connection->label(), human_time_diff($ends)),
                $setUp,
            );
        }
        $trouble = $connection->trouble();
        if (null !== $trouble) {
            $findings[] = Finding::warning("{$id}_setup", $trouble, $setUp);
        }

        return $findings;
    }
}
