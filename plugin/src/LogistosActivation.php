<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;

/** Activating Logistos: a key of the REST API is wanted, and all existing orders are queued. A worker sees to both. */
final class LogistosActivation
{
    public function __construct(
        private readonly Logistos $logistos,
        private readonly LogistosCredentials $credentials,
        private readonly Backfill $backfill,
        private readonly Outbox $outbox,
    ) {}

    /** @param int $ownerId The user whose click it is, owner of the key; 0 for none. */
    public function run(int $ownerId): void
    {
        if ($this->logistos->isElsewhere()) {
            // A copy of the store: it keeps quiet until the administrator says otherwise.
            return;
        }
        $wasOpen = $this->logistos->isOpen();
        $this->logistos->open();
        $this->outbox->releaseHeld(Logistos::ID);
        $this->credentials->renew($ownerId);
        $this->backfill->start(!$wasOpen);
    }
}
