<?php

declare(strict_types=1);

namespace Waybill;

/**
 * The next set of a backfill, claimed before its time: in the transaction that records what became of the last one, on the second connection (WriteBehind), while PHP
 * makes the one in between ready to be sent. As in any claim, what others have locked is passed over.
 */
final class ClaimsAhead
{
    /** Where what is being claimed is noted, of this connection to the database alone: an UPDATE cannot tell what it has marked. */
    private const NOTED = 'waybill_claimed';

    /** @var array<string, non-empty-list<Claim>> By connection. */
    private array $sets = [];

    /** @var array{string, string}|null What is being claimed: of which connection, and under which token. */
    private ?array $begun = null;

    /** Whether the database would not: what it refuses costs the recording with it, which is to be done again then. */
    private bool $isRefused = false;

    public function __construct(
        private readonly OutboxDatabase $db,
        private readonly OutboxSchema $schema,
        private readonly OutboxClaims $claims,
        private readonly WriteBehind $behind,
    ) {}

    /**
     * What claims a set, for a transaction on the second connection; `finish` says what it came to.
     *
     * @return array{list<string>, list<string>} Its last statements, and what tells what they claimed once it is committed. None of both where the database can do no such thing.
     */
    public function begin(string $connection, int $limit): array
    {
        $columns = OutboxClaims::UNMARKED;
        $noted = self::NOTED;
        $deliveries = $this->schema->deliveries();
        $making = "CREATE TEMPORARY TABLE IF NOT EXISTS $noted (PRIMARY KEY (id)) ENGINE=MEMORY SELECT $columns FROM $deliveries LIMIT 0";
        if ($this->isRefused || !$this->db->skipsLocked() || !$this->behind->run($making)) {
            return [[], []];
        }
        $token = OutboxClaims::token();
        $this->begun = [$connection, $token];

        return [
            [
                "DELETE FROM $noted",
                "INSERT INTO $noted SELECT $columns FROM $deliveries {$this->claims->dueOfBackfill($connection, $limit)}",
                "UPDATE $noted STRAIGHT_JOIN $deliveries d FORCE INDEX (PRIMARY) ON d.id = $noted.id SET {$this->claims->marks($token)}",
            ],
            ["SELECT * FROM $noted ORDER BY id"],
        ];
    }

    /**
     * Keeps what was claimed.
     *
     * @param list<array<string, string|null>>|null $rows What it told; null where the answer is lost: it may be claimed all the same.
     */
    public function finish(?array $rows): void
    {
        if (null === $this->begun) {
            return;
        }
        [$connection, $token] = $this->begun;
        $this->begun = null;
        $this->isRefused = null === $rows;
        $claims = OutboxClaims::ofRows($rows ?? $this->claims->marked($token, $connection) ?? [], $token);
        if ([] !== $claims) {
            $this->sets[$connection] = $claims;
        }
    }

    /** Whether there is a set of this connection. */
    public function has(string $connection): bool
    {
        return isset($this->sets[$connection]);
    }

    /** @return list<Claim> The set of this connection, which is the caller's then. */
    public function take(string $connection): array
    {
        $claims = $this->sets[$connection] ?? [];
        unset($this->sets[$connection]);

        return $claims;
    }

    /** Ends a run: all is given back, and the next one tries again what was refused. */
    public function close(): void
    {
        $this->giveBack();
        $this->isRefused = false;
    }

    /**
     * Gives back what was not taken, as it was.
     *
     * @param string|null $only Of this connection; null for all.
     */
    public function giveBack(?string $only = null): void
    {
        foreach (null === $only ? array_keys($this->sets) : [$only] as $connection) {
            $claims = $this->take($connection);
            if ([] !== $claims) {
                $this->db->run($this->db->sql(
                    "UPDATE {$this->schema->deliveries()} SET state = 'pending', attempts = IF(revision > claimed_revision, 0, attempts - 1),
                        claim = NULL, claimed_revision = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP()
                    WHERE connection = %s AND state = 'claimed' AND claim = %s",
                    $connection,
                    $claims[0]->token,
                ));
            }
        }
    }
}
