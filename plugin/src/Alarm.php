<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Connection;
use Waybill\Connection\Problem;

/** Tells the administrator by e-mail, once a day at most, that a connection is paused: nobody looks at wp-admin every day. */
final class Alarm implements Stored
{
    private const OPTION = 'waybill_alarm';

    /** @param list<Connection> $connections */
    public function __construct(
        private readonly array $connections,
        private readonly Lock $lock,
    ) {}

    /** Sends what is due. */
    public function run(): void
    {
        foreach ($this->connections as $connection) {
            $why = $connection->isOpen() ? $connection->pausedBecause() : null;
            // A copy of the store has no business writing to the merchant.
            if (null !== $why && Problem::ELSEWHERE !== $why && $this->isDue($connection)) {
                $this->send($connection, $why);
            }
        }
    }

    public function delete(): void
    {
        delete_option(self::OPTION);
    }

    private function isDue(Connection $connection): bool
    {
        if (($this->sent()[$connection->id()] ?? 0) > (time() - DAY_IN_SECONDS) || !$this->lock->take('alarm')) {
            return false;
        }
        wp_cache_delete(self::OPTION, 'options');
        $sent = $this->sent();
        $due = ($sent[$connection->id()] ?? 0) <= (time() - DAY_IN_SECONDS);
        if ($due) {
            update_option(self::OPTION, [$connection->id() => time()] + $sent, false);
        }
        $this->lock->release('alarm');

        return $due;
    }

    private function send(Connection $connection, string $why): void
    {
        $store = wp_specialchars_decode((string) get_option('blogname'), ENT_QUOTES);
        // translators: 1: the store's name, 2: the platform's name.
        $subject = sprintf(__('[%1$s] Orders are not reaching %2$s', 'waybill'), $store, $connection->label());
        $lines = [
            Problem::sentence($why, $connection->label()),
            __('Waybill is paused; orders are kept meanwhile, and sent as soon as this is mended:', 'waybill'),
            admin_url('admin.php?page=waybill-welcome'),
        ];
        wp_mail((string) get_option('admin_email'), $subject, implode("\n\n", $lines));
    }

    /** @return array<string, int> Connection ids to when their last e-mail was sent. */
    private function sent(): array
    {
        $sent = get_option(self::OPTION);

        return is_array($sent) ? $sent : [];
    }
}
