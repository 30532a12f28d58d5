<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

use Automattic\WooCommerce\Utilities\OrderUtil;
use Waybill\Order\OrderReader;

/** What this site's WooCommerce does in one process: the hooks of every path, the rows of every kind of order, and what Waybill reads of it. */
final class Behaviour
{
    /** @return array{values: array<string, mixed>, hooks: array<string, list<string>>, rows: array<string, mixed>, reader: array<string, mixed>} */
    public static function observe(): array
    {
        $recorder = new Recorder(Recorder::hooks());
        $hooks = [];
        foreach (Paths::all() as $name => $path) {
            $path();
            $hooks += Recorder::points($name, $recorder->take());
        }
        $reader = new OrderReader();
        $rows = [];
        $read = [];
        foreach (Orders::kinds() as $kind => $make) {
            $id = $make()->get_id();
            // As another request finds it.
            wp_cache_flush();
            foreach (Rows::of($id) as $name => $value) {
                $rows["$kind: $name"] = $value;
            }
            $read += self::reading($kind, $reader, $id);
        }

        return ['values' => self::values(), 'hooks' => $hooks, 'rows' => $rows, 'reader' => $read];
    }

    /** @return array<string, mixed> What functions give that Waybill asks for something without an order. */
    private static function values(): array
    {
        return [
            'order statuses' => array_keys(wc_get_order_statuses()),
            'paid statuses' => wc_get_is_paid_statuses(),
            'currency' => get_woocommerce_currency(),
            'price decimals' => wc_get_price_decimals(),
            'the hash of a key' => wc_api_hash('ck_1'),
            'chance' => (bool) preg_match('/^[0-9a-f]{40}$/', wc_rand_hash()),
            'no order' => wc_get_order(99_999_999),
            'no product' => wc_get_product(99_999_999),
            'no product by its number' => wc_get_product_id_by_sku('NONE-1'),
            'what is logged' => self::logged(),
            'storage' => OrderUtil::custom_orders_table_usage_is_enabled(),
        ];
    }

    /** @return array<string, mixed> The order as Waybill reads it. */
    public static function reading(string $kind, OrderReader $reader, int $id): array
    {
        $order = $reader->find($id) ?? throw new \RuntimeException("$kind: Waybill does not find the order");
        $points = [];
        foreach ($reader->read($order) as $name => $value) {
            $points["$kind: $name"] = self::withoutChance($value, $id);
        }

        return $points;
    }

    /** @return list<string> The log's lines, without the time before each. */
    private static function logged(): array
    {
        $source = 'waybill-contract';
        wc_get_logger()->log('warning', 'An order waits', ['source' => $source]);
        $files = glob(wp_upload_dir(null, false)['basedir'] . "/wc-logs/$source-" . gmdate('Y-m-d') . '-*.log') ?: [];
        $lines = array_merge(...array_map(static fn(string $file): array => (array) file($file, FILE_IGNORE_NEW_LINES), $files));

        return array_map(static fn(string $line): string => (string) preg_replace('/^\S+ /', '', $line), $lines);
    }

    private static function withoutChance(mixed $value, int $order): mixed
    {
        $isNow = is_string($value) && preg_match('/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/', $value) && abs((int) strtotime($value) - time()) < 300;

        return match (true) {
            $isNow => 'now',
            $value === $order => 'the order',
            $value === (string) $order => 'the order, as text',
            default => $value,
        };
    }
}
