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
        $setUp = [[__('Set up Waybill:', 'waybill'), WelcomePage::url()]];
        $why = $connection->pausedBecause();
        if (null === $why && $connection->hasLostSecret()) {
            $why = Problem::SECRET_LOST;
        }
        if (null !== $why) {
            $sentence = Problem::sentence($why, $connection->label()) . ' ' . __('Orders are kept meanwhile.', 'waybill');

            return [Finding::error('connection', $sentence, $setUp)->about($connection)];
        }
        // translators: %s: the platform's name.
        $findings = [Finding::good('connection', sprintf(__('%s takes this store\'s orders.', 'waybill'), $connection->label()))];
        $ends = $connection->expiresAt();
        if (null !== $ends && $ends < (time() + self::SOON_S)) {
            $findings[] = Finding::warning(
                'login',
                // translators: 1: the platform's name, 2: a span of time, such as "3 days".
                sprintf(__('The login at %1$s runs out in %2$s.', 'waybill'), $connection->label(), human_time_diff($ends)),
                $setUp,
            );
        }
        $trouble = $connection->trouble();
        if (null !== $trouble) {
            $findings[] = Finding::warning('setup', $trouble, $setUp);
        }

        return array_map(static fn(Finding $finding): Finding => $finding->about($connection), $findings);
    }
}
