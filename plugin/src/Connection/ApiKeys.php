<?php

declare(strict_types=1);

namespace Waybill\Connection;

/** WooCommerce REST API keys, as its settings page (WooCommerce → Settings → Advanced → REST API) makes and revokes them. */
final class ApiKeys
{
    public function __construct(
        private readonly \wpdb $db,
    ) {}

    /**
     * Makes a key with read access.
     *
     * @return array{id: int, consumer_key: string, consumer_secret: string} The only time that the pair can be seen.
     * @throws \RuntimeException Where the database refuses.
     */
    public function create(int $userId, string $description): array
    {
        $key = 'ck_' . wc_rand_hash();
        $secret = 'cs_' . wc_rand_hash();
        $made = $this->db->insert($this->table(), [
            'user_id' => $userId,
            'description' => $description,
            'permissions' => 'read',
            'consumer_key' => wc_api_hash($key),
            'consumer_secret' => $secret,
            // What the settings page shows of a key, and looks for: its last seven characters.
            'truncated_key' => substr($key, -7),
        ]);
        if (!$made) {
            throw new \RuntimeException("WooCommerce's table of REST API keys took no key: {$this->db->last_error}");
        }

        return ['id' => $this->db->insert_id, 'consumer_key' => $key, 'consumer_secret' => $secret];
    }

    /** Takes a key's access away. */
    public function revoke(int $id): void
    {
        $this->db->delete($this->table(), ['key_id' => $id], ['%d']);
    }

    private function table(): string
    {
        return $this->db->prefix . 'woocommerce_api_keys';
    }
}
