<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Hears the hooks that Waybill listens to, and some around them: their order, their arguments, and the status that an order had just then. */
final class Recorder
{
    /** Beside those of Waybill: what else fires for an order, and so shows where theirs stand. */
    private const AROUND = ['woocommerce_update_order', 'woocommerce_checkout_order_processed', 'woocommerce_store_api_checkout_order_processed'];

    /** Of no order's life, but of a page, a mail or a list that shows orders; and a filter that is asked whenever an order is looked at. */
    private const SHOWING = [
        'woocommerce_default_order_status',
        'woocommerce_email_after_order_table',
        'woocommerce_order_details_after_order_table',
        'woocommerce_order_query',
        'woocommerce_order_list_table_restrict_manage_orders',
        'woocommerce_orders_table_query_clauses',
        'woocommerce_fulfillment_shipping_providers',
    ];

    /** @var list<string> */
    private array $heard = [];

    /** @param list<string> $hooks */
    public function __construct(array $hooks)
    {
        foreach ($hooks as $hook) {
            // All arguments, whatever Waybill takes of them.
            add_action(
                $hook,
                function (mixed ...$arguments) use ($hook): mixed {
                    $this->heard[] = "$hook(" . implode(', ', array_map(self::describe(...), $arguments)) . ')';

                    // A filter's value, as it came.
                    return $arguments[0] ?? null;
                },
                PHP_INT_MIN,
                10,
            );
        }
    }

    /** WooCommerce's hooks of the plugin, read from its code. @return list<string> */
    public static function hooks(): array
    {
        $listened = array_keys((new Uses([dirname(__DIR__, 3) . '/plugin']))->hooks);

        return array_values(array_unique([
            ...array_filter($listened, static fn(string $hook): bool => str_starts_with($hook, 'woocommerce_') && !in_array($hook, self::SHOWING, true)),
            ...self::AROUND,
        ]));
    }

    /** @return list<string> What was heard since it was last asked. */
    public function take(): array
    {
        [$heard, $this->heard] = [$this->heard, []];

        return $heard;
    }

    /**
     * Two points: what was heard of what Waybill listens to; and all of it, what repeats itself once: how often an order is saved is nobody's concern.
     *
     * @param list<string> $heard
     * @return array<string, list<string>>
     */
    public static function points(string $path, array $heard): array
    {
        $isSaving = static fn(string $call): bool => str_starts_with($call, 'woocommerce_update_order(');
        $changes = array_filter($heard, static fn(int $n): bool => 0 === $n || $heard[$n] !== $heard[$n - 1], ARRAY_FILTER_USE_KEY);

        return [
            $path => array_values(array_filter($heard, static fn(string $call): bool => !$isSaving($call))),
            "$path, with its savings" => array_values($changes),
        ];
    }

    private static function describe(mixed $argument): string
    {
        return match (true) {
            $argument instanceof \WC_Order_Refund => 'refund',
            $argument instanceof \WC_Order => "order {$argument->get_status()} of " . count($argument->get_items()) . ' lines',
            is_string($argument) => "'$argument'",
            default => get_debug_type($argument),
        };
    }
}
