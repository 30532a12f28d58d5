<?php

declare(strict_types=1);

namespace Waybill;

/** A named lock of the database server, held by this connection: it ends with the process, however that ends. */
final class Lock
{
    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /** Takes the lock if it is free, or becomes so within this time. Who serves a shopper never waits. */
    public function take(string $name, int $seconds = 0): bool
    {
        return '1' === $this->db->get_var($this->db->prepare('SELECT GET_LOCK(%s, %d)', $this->name($name), $seconds));
    }

    public function release(string $name): void
    {
        $this->db->query((string) $this->db->prepare('SELECT RELEASE_LOCK(%s)', $this->name($name)));
    }

    /** The server's locks are common to all its databases: the name holds ours and the site's prefix, within 64 characters. */
    private function name(string $name): string
    {
        return 'waybill_' . $name . '_' . substr(md5(DB_NAME . '|' . $this->db->prefix), 0, 16);
    }
}
