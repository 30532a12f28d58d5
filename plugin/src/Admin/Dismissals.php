<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Stored;

/** Which notices the current user has dismissed, and in which situation: kept with the user, on each site of a network apart. WordPress has it read already. */
final class Dismissals implements Stored
{
    private const OPTION = 'waybill_dismissed';

    /** Whether it was, in this situation or, where situations are moments, in a later one. */
    public function has(string $notice, string $situation): bool
    {
        $dismissed = $this->all()[$notice] ?? null;

        return null !== $dismissed && strnatcmp($dismissed, $situation) >= 0;
    }

    public function add(string $notice, string $situation): void
    {
        update_user_option(get_current_user_id(), self::OPTION, [$notice => $situation] + $this->all());
    }

    /**
     * What is over may be said again when it comes back.
     *
     * @param list<string> $notices Those that are due, dismissed or not.
     */
    public function keepOnly(array $notices): void
    {
        $left = array_intersect_key($this->all(), array_flip($notices));
        if ($left !== $this->all()) {
            update_user_option(get_current_user_id(), self::OPTION, $left);
        }
    }

    public function delete(): void
    {
        delete_metadata('user', 0, $GLOBALS['wpdb']->get_blog_prefix() . self::OPTION, '', true);
    }

    /** @return array<string, string> Notices to situations. */
    private function all(): array
    {
        $all = get_user_option(self::OPTION);

        return is_array($all) ? $all : [];
    }
}
