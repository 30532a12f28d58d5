<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;

/** Install, activate, deactivate, uninstall: of one site. `Plugin` goes through the sites of a network. */
final class Lifecycle
{
    /** Autoloaded, so that looking at it costs no query: the tables' version, and whether an activation is still to be done. */
    public const OPTION = 'waybill';

    /** Uninstalling waits this long for TrackingTech, and no longer. */
    private const FAREWELL_MS = 5_000;

    /** @param list<Stored> $stored */
    public function __construct(
        private readonly Logistos $logistos,
        private readonly TrackingTech $trackingTech,
        private readonly TrackingTechSetup $setup,
        private readonly LogistosActivation $logistosActivation,
        private readonly LogistosCredentials $credentials,
        private readonly OutboxSchema $schema,
        private readonly Lock $lock,
        private readonly Scheduler $scheduler,
        private readonly Log $log,
        private readonly Watchdog $watchdog,
        private readonly array $stored,
    ) {}

    /** Marks the site: its activation is done with its next request (or this one), when WooCommerce is there to ask. */
    public function markActivated(int $userId): void
    {
        update_option(self::OPTION, ['version' => 0, 'activated_by' => $userId, 'activation' => true, 'welcome' => true] + self::option(), true);
    }

    /**
     * Whether something is to be installed or activated by this request. Asked at every request's `init`. To bring a large outbox up to date may take a while, for which no shopper
     * waits: cron, wp-admin and the command line do that.
     */
    public static function isBehind(): bool
    {
        $option = self::option();

        return (
            $option['activation']
            || OutboxSchema::VERSION !== $option['version']
            && (0 === $option['version'] || wp_doing_cron() || is_admin() && !wp_doing_ajax() || defined('WP_CLI'))
        );
    }

    /**
     * Installs where that is due, and does an activation that is due. A database that refuses is tried again with the
     * next request; the shop goes on meanwhile.
     *
     * @return bool Whether there is work now that this request's tail should begin with.
     */
    public function catchUp(): bool
    {
        try {
            return $this->doWhatIsDue();
        } catch (\Throwable $error) {
            $this->log->error('Waybill could not be installed: {class}: {message}', ['class' => $error::class, 'message' => $error->getMessage()]);

            return false;
        }
    }

    /** Whether the welcome screen is due; asked once. */
    public function takeWelcome(): bool
    {
        $option = self::option();
        if (!$option['welcome']) {
            return false;
        }
        update_option(self::OPTION, ['welcome' => false] + $option, true);

        return !$this->logistos->isOpen() && !$this->trackingTech->isOpen() && !self::agreedInAdvance();
    }

    /** Stops all work; the data stays. */
    public function deactivate(): void
    {
        $this->scheduler->clear();
    }

    /** Takes leave of the platforms and removes everything that Waybill stored. */
    public function uninstall(): void
    {
        if ($this->trackingTech->isOpen()) {
            $this->setup->disconnect(self::FAREWELL_MS);
        }
        if (0 !== $this->logistos->options->get('key_id')) {
            $this->credentials->revoke();
        }
        $this->scheduler->clear();
        $this->setup->startOver();
        foreach ($this->stored as $part) {
            $part->delete();
        }
        $this->logistos->options->delete();
        $this->trackingTech->options->delete();
        $this->schema->drop();
        delete_option(self::OPTION);
    }

    private function doWhatIsDue(): bool
    {
        $option = self::option();
        if (OutboxSchema::VERSION !== $option['version']) {
            // Others come to this at the same moment: one of them does it, and says when it is done.
            if (!$this->lock->take('install')) {
                return false;
            }
            try {
                $this->install();
                $option['version'] = OutboxSchema::VERSION;
                update_option(self::OPTION, $option, true);
            } finally {
                $this->lock->release('install');
            }
        }
        if (!$option['activation']) {
            return false;
        }
        update_option(self::OPTION, ['activation' => false] + $option, true);
        if ($this->logistos->isOpen() || self::agreedInAdvance()) {
            $this->logistosActivation->run($option['activated_by']);
            return true;
        }

        return false;
    }

    private function install(): void
    {
        $this->schema->create();
        $this->logistos->options->create();
        $this->trackingTech->options->create();
        // From now on the background is expected to run.
        $this->scheduler->ensureTick();
        $this->watchdog->ticked();
    }

    /** @return array{version: int, activated_by: int, activation: bool, welcome: bool} */
    private static function option(): array
    {
        $option = get_option(self::OPTION);
        /** @var array{version?: int, activated_by?: int, activation?: bool, welcome?: bool} $known */
        $known = is_array($option) ? $option : [];

        return $known + ['version' => 0, 'activated_by' => 0, 'activation' => false, 'welcome' => false];
    }

    /** The constant WAYBILL_LOGISTOS in wp-config.php: whoever writes it there agrees that activation sends. */
    private static function agreedInAdvance(): bool
    {
        return defined('WAYBILL_LOGISTOS') && true === WAYBILL_LOGISTOS;
    }
}
