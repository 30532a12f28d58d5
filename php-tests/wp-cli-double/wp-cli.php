<?php

/**
 * WP-CLI's documented interface (make.wordpress.org/cli/handbook, "Internal API"), as far as Waybill's commands use it: for tests where WP-CLI itself is not to be had, and
 * for analysis. The signatures are the documented ones.
 */

declare(strict_types=1);

namespace {
    final class WP_CLI
    {
        /** @var array<string, array{callable|object|string, array<string, mixed>}> */
        public static array $commands = [];

        public static bool $quiet = false;

        /**
         * @param callable|object|string $callable
         * @param array<string, mixed> $args
         */
        public static function add_command($name, $callable, $args = []): bool
        {
            self::$commands[$name] = [$callable, $args];

            return true;
        }

        public static function log($message): void
        {
            if (!self::$quiet) {
                fwrite(STDOUT, "$message\n");
            }
        }

        public static function success($message): void
        {
            self::log("Success: $message");
        }

        public static function warning($message): void
        {
            if (!self::$quiet) {
                fwrite(STDERR, "Warning: $message\n");
            }
        }

        public static function error($message, $exit = true): never
        {
            fwrite(STDERR, "Error: $message\n");
            exit(true === $exit ? 1 : (int) $exit);
        }

        public static function halt($return_code): never
        {
            exit($return_code);
        }

        /** @param array<string, mixed> $assoc_args */
        public static function confirm($question, $assoc_args = []): void
        {
            if (!\WP_CLI\Utils\get_flag_value($assoc_args, 'yes')) {
                fwrite(STDOUT, $question . ' [y/n] ');
                if ('y' !== strtolower(trim((string) fgets(STDIN)))) {
                    exit();
                }
            }
        }

        public static function get_config($key = null): mixed
        {
            return 'quiet' === $key ? self::$quiet : null;
        }
    }
}

namespace WP_CLI {
    final class NoOp
    {
        public function tick($increment = 1, $msg = null): void {}

        public function finish(): void {}
    }
}

namespace WP_CLI\Dispatcher {
    class CommandNamespace {}
}

namespace WP_CLI\Utils {
    /**
     * @param array<string, mixed> $assoc_args
     */
    function get_flag_value($assoc_args, $flag, $default = null): mixed
    {
        return $assoc_args[$flag] ?? $default;
    }

    function check_proc_available($context = null, $return = false): bool
    {
        return (
            function_exists('proc_open') && function_exists('proc_close')
                ? true
                : ($return ? false : \WP_CLI::error("Cannot do '$context': The PHP functions `proc_open()` and/or `proc_close()` are disabled."))
        );
    }

    function make_progress_bar($message, $count, $interval = 100): \cli\progress\Bar|\WP_CLI\NoOp
    {
        return stream_isatty(STDOUT) ? new \cli\progress\Bar($message, $count, $interval) : new \WP_CLI\NoOp();
    }

    /**
     * @param list<array<string, mixed>> $items
     * @param list<string>|string $fields
     */
    function format_items($format, $items, $fields): void
    {
        $fields = array_map(trim(...), is_array($fields) ? $fields : explode(',', $fields));
        foreach ($fields as $field) {
            if ([] !== $items && !array_key_exists($field, $items[0])) {
                \WP_CLI::error("Invalid field: $field.");
            }
        }
        $picked = array_map(static fn(array $item): array => array_merge(array_flip($fields), array_intersect_key($item, array_flip($fields))), $items);
        match ($format) {
            'count' => fwrite(STDOUT, (string) count($items)),
            'json' => fwrite(STDOUT, (string) json_encode($picked)),
            'csv' => array_map(static fn(array $row) => fputcsv(STDOUT, $row), [$fields, ...array_map(array_values(...), $picked)]),
            'yaml' => fwrite(STDOUT, implode('', array_map(static fn(array $row): string => yaml($row), $picked))),
            'table' => fwrite(STDOUT, implode('', array_map(static fn(array $row): string => implode("\t", $row) . "\n", [$fields, ...$picked]))),
            default => \WP_CLI::error("Invalid format: $format"),
        };
    }

    /** @param array<string, scalar|null> $row */
    function yaml(array $row): string
    {
        $lines = array_map(static fn(string $name, mixed $value): string => "  $name: " . json_encode($value) . "\n", array_keys($row), $row);

        return "- \n" . implode('', $lines);
    }
}

namespace cli\progress {
    final class Bar
    {
        private int $done = 0;

        public function __construct(
            private readonly string $message,
            private readonly int $total,
            private readonly int $interval = 100,
        ) {}

        public function tick($increment = 1, $msg = null): void
        {
            $this->done += $increment;
            fprintf(STDOUT, "\r%s %d/%d", $this->message, $this->done, $this->total);
        }

        public function finish(): void
        {
            fwrite(STDOUT, "\n");
        }
    }
}
