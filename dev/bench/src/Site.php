<?php

declare(strict_types=1);

namespace Waybill\Bench;

/** A store of so many orders, made by dev/bench.sh, and the programs that run in its PHP. */
final class Site
{
    private const PROGRAMS = __DIR__ . '/../programs/';

    public readonly string $url;

    /** Where its WordPress lies. */
    public readonly string $path;

    private readonly string $socket;

    public function __construct(
        private readonly string $name,
        public readonly int $orders,
    ) {
        $env = (new Process(self::command('env', $name)))->output();
        $this->path = self::setting($env, 'WAYBILL_SITE_PATH');
        $this->url = self::setting($env, 'WAYBILL_SITE_URL');
        $this->socket = self::setting($env, 'WAYBILL_DB_SOCKET');
    }

    /**
     * Runs a program to its end, and gives what it printed.
     *
     * @return array<string, mixed>
     */
    public function run(string $program, string|int|float ...$arguments): array
    {
        return $this->start($program, ...$arguments)->result();
    }

    /** Starts a program beside others. */
    public function start(string $program, string|int|float ...$arguments): Process
    {
        return new Process(self::command('php', $this->name, self::PROGRAMS . "$program.php", ...array_map(strval(...), $arguments)));
    }

    /**
     * Asks the database, past WordPress.
     *
     * @return list<list<string>> The rows.
     */
    public function sql(string $query): array
    {
        $command = ['mariadb', '--no-defaults', "--socket={$this->socket}", '--user=root', '--batch', '--skip-column-names', "--execute=$query", 'wordpress'];
        $out = (new Process($command))->output();

        return array_map(static fn(string $line): array => explode("\t", $line), '' === trim($out) ? [] : explode("\n", rtrim($out, "\n")));
    }

    /** Has WooCommerce use this storage from now on. Both hold the same orders, and WooCommerce's own switch would compare them one by one. */
    public function useStorage(string $storage): void
    {
        $this->sql(
            "UPDATE wp_options SET option_value = '" . ('hpos' === $storage ? 'yes' : 'no') . "' WHERE option_name = 'woocommerce_custom_orders_table_enabled'",
        );
    }

    /** The id of its first order. */
    public function firstOrder(): int
    {
        return (int) $this->sql('SELECT MIN(id) FROM wp_wc_orders')[0][0];
    }

    /** @return list<string> */
    private static function command(string ...$arguments): array
    {
        return [dirname(__DIR__, 2) . '/site.sh', ...$arguments];
    }

    private static function setting(string $env, string $name): string
    {
        preg_match("/^export $name='?([^'\n]*)/m", $env, $match);

        return $match[1] ?? throw new \RuntimeException("The site has no $name");
    }
}
