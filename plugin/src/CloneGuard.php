<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Failure;
use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;

/**
 * The administrator's word on a store that was copied or moved. A connection knows the device id that it was made with; where this installation's differs (a staging copy,
 * a backup restored elsewhere, changed salts), it pauses before anything is sent.
 */
final class CloneGuard implements Stored
{
    private const KEPT = 'waybill_kept_paused';

    public function __construct(
        private readonly Logistos $logistos,
        private readonly LogistosCredentials $credentials,
        private readonly TrackingTech $trackingTech,
        private readonly Steps $steps,
        private readonly Outbox $outbox,
        private readonly Site $site,
    ) {}

    /** Whether the administrator has to be asked: some connection was made elsewhere, and the word is still out. */
    public function asks(): bool
    {
        return $this->isCopy() && get_option(self::KEPT) !== $this->site->deviceId();
    }

    /** Whether some connection was made from another installation. */
    public function isCopy(): bool
    {
        return $this->logistos->isElsewhere() || $this->trackingTech->isElsewhere();
    }

    /** "Keep paused here": nothing is sent, and nothing is asked any more. */
    public function keepPaused(): void
    {
        update_option(self::KEPT, $this->site->deviceId(), false);
    }

    /** "This is the live store now": the platforms are told of its address, and what waits goes on. */
    public function adopt(int $ownerId): void
    {
        $this->delete();
        if ($this->logistos->isElsewhere()) {
            $this->logistos->open();
            $this->credentials->renew($ownerId);
            $this->outbox->releaseHeld(Logistos::ID);
        }
        if ($this->trackingTech->isElsewhere()) {
            $this->trackingTech->options->set(['device_id' => $this->site->deviceId(), 'paused' => '']);
            $this->linkAnew();
        }
    }

    public function delete(): void
    {
        delete_option(self::KEPT);
    }

    private function linkAnew(): void
    {
        $linked = $this->steps->take($this->trackingTech, 'link', ['store_id' => (string) $this->trackingTech->options->get('store_id')]);
        if ($linked instanceof Failure) {
            // With the salts the login went too; or the platform does not know this address yet.
            $this->trackingTech->pause($this->trackingTech->refusedBecause());
            return;
        }
        $this->trackingTech->options->set(['customer_id' => $linked['customer_id']]);
        $this->outbox->releaseHeld(TrackingTech::ID);
    }
}
