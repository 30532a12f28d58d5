<?php

declare(strict_types=1);

namespace Waybill\Tests\Support;

use Waybill\Connection\Connection;
use Waybill\Connection\Logistos;
use Waybill\Lane;
use Waybill\Order\BackfillReader;
use Waybill\Plugin;

/** A store that starts every test without orders, connections or deliveries, and a sandbox that has received nothing. */
abstract class TestCase extends \PHPUnit\Framework\TestCase
{
    /** A second set of the plugin's objects: the hooks belong to the one that WordPress loaded. */
    protected Plugin $plugin;

    protected Sandbox $sandbox;

    protected function setUp(): void
    {
        parent::setUp();
        $this->sandbox = new Sandbox();
        $this->sandbox->clear();
        Store::reset();
        wp_set_current_user(Store::administrator());
        $this->plugin = new Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
        $this->plugin->lifecycle->catchUp();
        $this->pointAtSandbox();
    }

    /** Says aloud why a test cannot run here. */
    protected function skip(string $why): never
    {
        fwrite(STDOUT, "\nskipped: $why\n");
        self::markTestSkipped($why);
    }

    /** Settings only: nothing is agreed, nothing is open. */
    private function pointAtSandbox(): void
    {
        $this->plugin->logistos->options->set([
            'credentials_url' => $this->sandbox->url . '/logistos/integration/integrate_woo_commerce',
            'orders_url' => $this->sandbox->url . '/logistos/integration/woo_commerce_orders',
        ]);
        $this->plugin->trackingTech->options->set(['base_url' => $this->sandbox->url . '/trackingtech']);
    }

    /** Logistos as after its activation, its key accepted, its (empty) backfill done. */
    protected function openLogistos(): void
    {
        $this->plugin->logistosActivation->run(get_current_user_id());
        $this->plugin->worker->run();
        self::assertSame('accepted', $this->plugin->credentials->state()['state']);
        $this->sandbox->clear();
    }

    /** TrackingTech connected, by the three steps. */
    protected function connectTrackingTech(): void
    {
        $setup = $this->plugin->setup;
        self::assertNull($setup->resolve('CHILE-01'));
        self::assertNull($setup->login('merchant@example.com', Sandbox::PASSWORD));
        self::assertNull($setup->link('s_1'));
    }

    /** What another process has to the same database. */
    protected static function otherConnection(): \mysqli
    {
        return new \mysqli('localhost', DB_USER, DB_PASSWORD, DB_NAME, 0, substr(DB_HOST, strlen('localhost:')));
    }

    /** Logistos as after its activation, its key accepted, so many old orders queued. */
    protected function queueOldOrders(int $count): void
    {
        Store::copies(Store::order(), $count - 1, ['wc-processing']);
        wp_cache_flush();
        $this->plugin->logistosActivation->run(get_current_user_id());
        $this->plugin->credentials->sendIfDue(microtime(true) + 5);
        do {
            $more = $this->plugin->backfill->step();
        } while ($more);
        $this->sandbox->clear();
        self::assertSame(['pending' => $count], $this->states());
        self::assertSame([(string) Lane::Backfill->value], array_values(array_unique(array_column($this->deliveries('logistos'), 'lane'))));
    }

    /**
     * What is read of these in a set, by id.
     *
     * @param list<int> $ids
     * @return array<int, array<string, mixed>>
     */
    protected static function contents(BackfillReader $reader, array $ids): array
    {
        return array_filter(array_combine($ids, array_map($reader->read($ids), $ids)));
    }

    /** @return array<string, int> States to how many of Logistos' deliveries are in each, by their names. */
    protected function states(): array
    {
        $states = array_filter($this->plugin->figures->counts(Logistos::ID));
        ksort($states);

        return $states;
    }

    /** Delivers everything that waits, also what rests or waits for its next attempt. */
    protected function deliverAll(): void
    {
        $this->makeDue();
        $this->plugin->worker->run();
    }

    /** Delivers one batch of orders that are read each by itself, as any plugin's filter has them: it has the connection's size. */
    protected function deliverBatch(Connection $connection): void
    {
        $filter = static fn(array $content): array => $content;
        add_filter('waybill_order_payload', $filter);
        try {
            $this->plugin->deliverer->deliverBatch($connection, microtime(true) + 10);
        } finally {
            remove_filter('waybill_order_payload', $filter);
        }
    }

    /** Lets the time pass that deliveries wait for. */
    protected function makeDue(): void
    {
        Store::query("UPDATE {$this->plugin->schema->deliveries()} SET next_attempt_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND");
    }

    /** @return list<array<string, string|null>> The outbox's rows, oldest first. */
    protected function deliveries(string $connection): array
    {
        return $GLOBALS['wpdb']->get_results(
            $GLOBALS['wpdb']->prepare("SELECT * FROM {$this->plugin->schema->deliveries()} WHERE connection = %s ORDER BY id", $connection),
            ARRAY_A,
        );
    }

    /** @return array<string, string|null> The only delivery of a connection. */
    protected function delivery(string $connection): array
    {
        $deliveries = $this->deliveries($connection);
        self::assertCount(1, $deliveries);

        return $deliveries[0];
    }

    /** @return list<string> Of all attempts, oldest first. */
    protected function attemptOutcomes(): array
    {
        return $GLOBALS['wpdb']->get_col("SELECT outcome FROM {$this->plugin->schema->attempts()} ORDER BY id");
    }

    /** Asks a route as the browser does: through WordPress' REST server, as the current user. */
    protected function rest(string $method, string $route, array $body = [], array $query = []): \WP_REST_Response
    {
        $request = new \WP_REST_Request($method, '/waybill/v1/' . $route);
        $request->set_query_params($query);
        if ([] !== $body) {
            $request->set_header('Content-Type', 'application/json');
            $request->set_body((string) wp_json_encode($body));
        }

        return rest_do_request($request);
    }

    /**
     * Runs PHP in a process of its own, to its end.
     *
     * @return list<string> The lines that it printed.
     */
    protected static function inProcess(string $program): array
    {
        exec(
            escapeshellarg(PHP_BINARY) . ' -d extension=' . escapeshellarg((string) getenv('WAYBILL_EXTENSION')) . ' -r ' . escapeshellarg($program) . ' 2>&1',
            $output,
            $code,
        );
        self::assertSame(0, $code, implode("\n", $output));

        return $output;
    }

    /** @return list<string> The queries that come from Waybill's own code while this runs. */
    protected function queriesOf(callable $do): array
    {
        $source = realpath(WP_PLUGIN_DIR . '/waybill/src');
        $queries = [];
        $listen = static function (string $sql) use (&$queries, $source): string {
            foreach (debug_backtrace(DEBUG_BACKTRACE_IGNORE_ARGS) as $frame) {
                if (str_starts_with($frame['file'] ?? '', "$source/")) {
                    $queries[] = $sql;
                    break;
                }
            }

            return $sql;
        };
        add_filter('query', $listen);
        $do();
        remove_filter('query', $listen);

        return $queries;
    }
}
