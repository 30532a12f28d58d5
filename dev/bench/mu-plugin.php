<?php

/**
 * Plugin Name: Bench
 *
 * Of dev/bench.sh, for its own stores: a request with `X-Bench: without` runs a plugin that does nothing in Waybill's place; one with `X-Bench-Cost` says how many queries it
 * made, what it took, and what of that Waybill itself or that plugin (its file, and what it has hooked); one with `X-Bench-Queries: NAME` keeps its queries for programs/explain.php.
 */

declare(strict_types=1);

if ('without' === ($_SERVER['HTTP_X_BENCH'] ?? '')) {
    add_filter('option_active_plugins', static fn(mixed $plugins): array => str_replace('waybill/waybill.php', 'nothing/nothing.php', (array) $plugins));
}
if (isset($_SERVER['HTTP_X_BENCH_COST'])) {
    $_bench_processor = static function (): float {
        $used = getrusage();

        return (1e3 * ($used['ru_utime.tv_sec'] + $used['ru_stime.tv_sec'])) + (($used['ru_utime.tv_usec'] + $used['ru_stime.tv_usec']) / 1e3);
    };
    $_bench_began = [microtime(true), $_bench_processor()];
    $_bench_own = 0;
    $_bench_loading = 0;
    add_filter(
        'option_active_plugins',
        static function (mixed $plugins) use (&$_bench_loading): mixed {
            // It is the first of them, by Waybill's name.
            $_bench_loading = hrtime(true);

            return $plugins;
        },
        PHP_INT_MAX,
    );
    add_action('plugin_loaded', static function (string $file) use (&$_bench_own, &$_bench_loading): void {
        $_bench_own += preg_match('#/(waybill|nothing)\.php$#', $file) ? hrtime(true) - $_bench_loading : 0;
    });
    add_action(
        'plugins_loaded',
        static function () use (&$_bench_own): void {
            foreach ($GLOBALS['wp_filter'] as $hook) {
                foreach ($hook->callbacks as &$callbacks) {
                    foreach ($callbacks as &$callback) {
                        $function = $callback['function'];
                        if (!$function instanceof Closure || !(new ReflectionFunction($function))->getClosureThis() instanceof Waybill\Plugin) {
                            continue;
                        }
                        $callback['function'] = static function (mixed ...$of) use ($function, &$_bench_own): mixed {
                            $began = hrtime(true);
                            try {
                                return $function(...$of);
                            } finally {
                                $_bench_own += hrtime(true) - $began;
                            }
                        };
                    }
                    unset($callback);
                }
                unset($callbacks);
            }
        },
        PHP_INT_MIN,
    );
    // WooCommerce lists its features for every page; the first plugin that declares something would be the one to wait for it.
    add_action('before_woocommerce_init', static fn() => Automattic\WooCommerce\Utilities\FeaturesUtil::feature_is_enabled('custom_order_tables'), PHP_INT_MIN);
    // Until the end, so that it can say how it went.
    ob_start();
    add_action(
        'shutdown',
        static function () use ($_bench_processor, $_bench_began, &$_bench_own): void {
            header('X-Bench-Queries: ' . get_num_queries());
            header('X-Bench-Ms: ' . (1e3 * (microtime(true) - $_bench_began[0])));
            header('X-Bench-Processor-Ms: ' . ($_bench_processor() - $_bench_began[1]));
            header('X-Bench-Own-Ms: ' . ($_bench_own / 1e6));
        },
        0,
    );
}
if (isset($_SERVER['HTTP_X_BENCH_QUERIES'])) {
    $_bench_queries = [];
    add_filter('query', static function (string $query) use (&$_bench_queries): string {
        $_bench_queries[] = $query;

        return $query;
    });
    add_action(
        'shutdown',
        static function () use (&$_bench_queries): void {
            file_put_contents(
                WP_CONTENT_DIR . '/bench-' . basename((string) $_SERVER['HTTP_X_BENCH_QUERIES']) . '.json',
                wp_json_encode($_bench_queries, JSON_INVALID_UTF8_SUBSTITUTE),
            );
        },
        0,
    );
}
