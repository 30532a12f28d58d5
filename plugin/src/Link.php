<?php

declare(strict_types=1);

namespace Waybill;

/** wpdb's own connection to the database, for what wpdb has no word for. */
final class Link
{
    /** The connection; null where somebody stands between wpdb and it (`db.php`), or wpdb keeps account of its queries. */
    public static function of(\wpdb $db): ?\mysqli
    {
        if (\wpdb::class !== $db::class || defined('SAVEQUERIES') && constant('SAVEQUERIES')) {
            return null;
        }

        // It is no public property, and given to whoever asks.
        $link = $db->__get('dbh');

        return $link instanceof \mysqli ? $link : null;
    }

    /**
     * The server's number of the connection: another one later means that the first was lost. Nothing is asked of the server for it.
     *
     * @return int|null Null where there is none, or somebody in wpdb's place (`db.php`) makes connections of his own, of which there may be several.
     */
    public static function thread(\wpdb $db): ?int
    {
        if (\wpdb::class !== (new \ReflectionMethod($db, 'db_connect'))->class) {
            return null;
        }
        $link = $db->__get('dbh');

        return $link instanceof \mysqli ? $link->thread_id : null;
    }

    /** The query as everybody will have it who has a say in wpdb's (its filter `query`); wpdb's own takes away what `prepare` has put in. */
    public static function filtered(string $sql): string
    {
        return (string) apply_filters('query', $sql);
    }
}
