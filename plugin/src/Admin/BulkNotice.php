<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Stored;

/** What came of the current user's last bulk action, until it is said: kept with the user, on each site of a network apart. */
final class BulkNotice implements Stored
{
    private const OPTION = 'waybill_bulk_notice';

    /** @param array{connection: string, queued: int, delivered: int, objections: array<string, int>} $result */
    public function keep(array $result): void
    {
        update_user_option(get_current_user_id(), self::OPTION, $result);
    }

    /** @return array{connection: string, queued: int, delivered: int, objections: array<string, int>}|null Null where there is nothing to say. */
    public function take(): ?array
    {
        $result = get_user_option(self::OPTION);
        if (!is_array($result)) {
            return null;
        }
        delete_user_option(get_current_user_id(), self::OPTION);

        /** @var array{connection: string, queued: int, delivered: int, objections: array<string, int>} */
        return $result;
    }

    public function delete(): void
    {
        delete_metadata('user', 0, $GLOBALS['wpdb']->get_blog_prefix() . self::OPTION, '', true);
    }
}
