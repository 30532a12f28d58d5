<?php

declare(strict_types=1);

namespace Waybill;

use Waybill\Admin\BulkNotice;
use Waybill\Admin\Dismissals;
use Waybill\Admin\Screens;
use Waybill\Connection\ApiKeys;
use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Connection\LogistosCredentials;
use Waybill\Connection\Steps;
use Waybill\Connection\TrackingTech;
use Waybill\Connection\TrackingTechSetup;
use Waybill\Order\BackfillReader;
use Waybill\Order\BulkOrderReader;
use Waybill\Order\Doubt;
use Waybill\Order\Fulfilments;
use Waybill\Order\OrderReader;
use Waybill\Order\OrderTable;
use Waybill\Order\ShipmentNews;

/**
 * The composition root: every object of the plugin, made when it is first asked for, and with it those that it needs. Most requests of a shop need none.
 *
 * @property-read Extension $extension
 * @property-read Logistos $logistos
 * @property-read TrackingTech $trackingTech
 * @property-read LogistosCredentials $credentials
 * @property-read LogistosActivation $logistosActivation
 * @property-read TrackingTechSetup $setup
 * @property-read OutboxSchema $schema
 * @property-read Outbox $outbox
 * @property-read OutboxFigures $figures
 * @property-read OutboxClaims $claims
 * @property-read OutboxResults $results
 * @property-read WriteBehind $behind
 * @property-read ClaimsAhead $ahead
 * @property-read Circuit $circuit
 * @property-read Backfill $backfill
 * @property-read Deliverer $deliverer
 * @property-read Intake $intake
 * @property-read Worker $worker
 * @property-read Tail $tail
 * @property-read Scheduler $scheduler
 * @property-read Lifecycle $lifecycle
 * @property-read Steps $steps
 * @property-read Reconciler $reconciler
 * @property-read OutboxShipments $shipments
 * @property-read ShipmentCheck $shipmentCheck
 * @property-read CloneGuard $cloneGuard
 * @property-read Watchdog $watchdog
 * @property-read Alarm $alarm
 * @property-read Dismissals $dismissals
 * @property-read BulkNotice $bulkNotice
 * @property-read OrderReader $orders
 * @property-read BackfillReader $backfillReader
 * @property-read OutboxHistory $history
 * @property-read Packer $packer
 * @property-read Hooks $hooks
 * @property-read Site $site
 * @property-read Requirements $requirements
 * @property-read Screens $screens
 * @property-read CustomerTracking $tracking
 * @property-read Privacy $privacy
 * @property-read OutboxDatabase $database
 * @property-read OrderTable $orderTable
 * @property-read Lock $lock
 * @property-read Log $log
 * @property-read Remembered $remembered
 */
abstract class Parts
{
    /** @var array<string, object> The parts that were made, by their names. */
    private array $made = [];

    /** @param string $file The plugin's main file. */
    public function __construct(
        protected readonly string $file,
    ) {}

    // @mago-expect lint:halstead A list of the parts, and nothing else.
    /** Makes a part. */
    public function __get(string $part): object
    {
        return $this->made[$part] ??= match ($part) {
            'extension' => new Extension(),
            'logistos' => new Logistos($this->extension, $this->site),
            'trackingTech' => new TrackingTech($this->extension, $this->site),
            'credentials' => new LogistosCredentials(
                $this->logistos,
                new ApiKeys($GLOBALS['wpdb']),
                $this->extension,
                $this->site,
                $this->outbox,
                $this->lock,
                $this->log,
            ),
            'logistosActivation' => new LogistosActivation($this->logistos, $this->credentials, $this->backfill, $this->outbox),
            'setup' => new TrackingTechSetup($this->trackingTech, $this->steps, $this->extension, $this->outbox, $this->shipments, $this->orderTable),
            'schema' => $this->makeSchema(),
            'outbox' => new Outbox($this->database, $this->schema),
            'figures' => new OutboxFigures($this->database, $this->schema, $this->remembered),
            'claims' => new OutboxClaims($this->database, $this->schema),
            'behind' => new WriteBehind($GLOBALS['wpdb']),
            'ahead' => new ClaimsAhead($this->database, $this->schema, $this->claims, $this->behind),
            'results' => new OutboxResults($this->database, $this->schema, $this->behind, $this->ahead),
            'circuit' => new Circuit($this->database, $this->schema, $this->log),
            'backfill' => new Backfill(
                $this->logistos,
                $this->outbox,
                $this->figures,
                new OutboxBackfill($this->database, $this->schema),
                $this->orderTable,
                $this->backfillReader,
                $this->remembered,
                $this->site,
                $this->lock,
                $this->log,
            ),
            'deliverer' => new Deliverer(
                $this->outbox,
                $this->claims,
                $this->ahead,
                $this->results,
                $this->circuit,
                $this->backfill,
                $this->hooks,
                $this->packer,
                $this->extension,
                $this->log,
            ),
            'intake' => new Intake(
                $this->connections(),
                // Only once the shopper has the answer.
                fn(): Outbox => $this->outbox,
                Response::isForShopper(...),
                $this->hooks,
                $this->site,
                $this->log,
            ),
            'worker' => new Worker(
                $this->connections(),
                $this->claims,
                $this->deliverer,
                $this->backfill,
                $this->credentials,
                $this->extension,
                $this->scheduler,
                $this->log,
            ),
            'tail' => new Tail(
                $this->connections(),
                $this->intake,
                // Only once the shopper has the answer.
                fn(): Deliverer => $this->deliverer,
                fn(): Worker => $this->worker,
                $this->scheduler,
                $this->lock,
            ),
            'scheduler' => new Scheduler(),
            'lifecycle' => new Lifecycle(
                $this->logistos,
                $this->trackingTech,
                $this->setup,
                $this->logistosActivation,
                $this->credentials,
                $this->schema,
                $this->lock,
                $this->scheduler,
                $this->log,
                $this->watchdog,
                [
                    $this->backfill,
                    $this->backfillReader,
                    $this->reconciler,
                    $this->shipmentCheck,
                    $this->cloneGuard,
                    $this->watchdog,
                    $this->alarm,
                    $this->dismissals,
                    $this->bulkNotice,
                    $this->remembered,
                ],
            ),
            'steps' => new Steps($this->extension, $this->site, $this->log),
            'reconciler' => new Reconciler($this->connections(), $this->outbox, $this->orderTable, $this->site, $this->log),
            'shipments' => new OutboxShipments($this->database, $this->schema),
            'shipmentCheck' => new ShipmentCheck(
                $this->trackingTech,
                $this->steps,
                $this->outbox,
                $this->shipments,
                $this->circuit,
                new ShipmentNews($this->trackingTech, new Fulfilments(), $this->intake, $this->shipments, $this->log),
                $this->lock,
                $this->log,
            ),
            'cloneGuard' => new CloneGuard($this->logistos, $this->credentials, $this->trackingTech, $this->steps, $this->outbox, $this->site),
            'watchdog' => new Watchdog($this->connections(), $this->figures, $this->extension),
            'alarm' => new Alarm($this->connections(), $this->lock),
            'dismissals' => new Dismissals(),
            'bulkNotice' => new BulkNotice(),
            'orders' => new OrderReader(),
            'backfillReader' => new BackfillReader($this->orders, new BulkOrderReader($GLOBALS['wpdb']), new Doubt(), $this->extension, $this->log),
            'history' => new OutboxHistory($this->database, $this->schema),
            'packer' => new Packer($this->orders, $this->backfillReader, $this->hooks, $this->extension, $this->site, $this->log),
            'hooks' => new Hooks($this->log),
            'site' => new Site($this->extension),
            'requirements' => new Requirements(),
            'screens' => new Screens($this, $this->requirements, $this->file),
            'tracking' => new CustomerTracking(fn(): OutboxShipments => $this->shipments),
            'privacy' => new Privacy($this->shipments),
            'database' => new OutboxDatabase($GLOBALS['wpdb'], $this->log),
            'orderTable' => new OrderTable($GLOBALS['wpdb']),
            'lock' => new Lock($GLOBALS['wpdb']),
            'log' => new Log(),
            'remembered' => new Remembered(),
            default => throw new \LogicException("There is no part $part"),
        };
    }

    /** @return list<Connection> Every platform. */
    public function connections(): array
    {
        return [$this->logistos, $this->trackingTech];
    }

    /** Whoever writes to the outbox's tables has asked for it: from then on wpdb knows how. */
    private function makeSchema(): OutboxSchema
    {
        $schema = new OutboxSchema($GLOBALS['wpdb']);
        add_filter('pre_get_table_charset', $schema->charset(...), 10, 2);

        return $schema;
    }

    /** Whether one of these parts was made. */
    protected function isMade(string ...$parts): bool
    {
        return [] !== array_intersect_key($this->made, array_flip($parts));
    }
}
