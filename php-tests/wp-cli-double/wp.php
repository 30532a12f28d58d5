<?php

/** Runs a command as `wp` would: php wp.php --path=<WordPress> [--url=<url>] [--quiet] waybill … The options come from the command's own documentation, as with WP-CLI. */

declare(strict_types=1);

define('WP_CLI', true);
require __DIR__ . '/wp-cli.php';

$words = [];
$options = [];
foreach (array_slice($argv, 1) as $argument) {
    if (str_starts_with($argument, '--')) {
        [$name, $value] = explode('=', substr($argument, 2), 2) + [1 => true];
        $options[$name] = $value;
    } else {
        $words[] = $argument;
    }
}
WP_CLI::$quiet = isset($options['quiet']);
$url = parse_url((string) ($options['url'] ?? getenv('WAYBILL_SITE_URL')));
$_SERVER['HTTP_HOST'] = $url['host'] . (isset($url['port']) ? ":{$url['port']}" : '');
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['REQUEST_URI'] = '/';
require $options['path'] . '/wp-load.php';
// In this order with WP-CLI, too: its commands come once the plugins are there.
do_action('cli_init');

$options = array_diff_key($options, array_flip(['path', 'url', 'quiet', 'allow-root', 'no-color', 'skip-plugins', 'skip-themes']));
[$name, $rest] = wp_cli_command($words);
[$command, $args] = WP_CLI::$commands[$name];
$method = $command instanceof Closure || method_exists($command, '__invoke') ? '__invoke' : (string) array_shift($rest);
if (!is_callable([$command, $method])) {
    WP_CLI::error("'$method' is not a registered subcommand of '$name'. See 'wp help $name' for available subcommands.");
}
$options = wp_cli_options($options, $rest, (string) (new ReflectionMethod($command, $method))->getDocComment());
if (isset($args['before_invoke'])) {
    $args['before_invoke']();
}
$command->$method($rest, $options);

/**
 * @param list<string> $words
 * @return array{string, list<string>} The longest name of a command that they begin with, and what is left.
 */
function wp_cli_command(array $words): array
{
    for ($length = count($words); $length > 0; --$length) {
        $name = implode(' ', array_slice($words, 0, $length));
        if (isset(WP_CLI::$commands[$name]) && is_object(WP_CLI::$commands[$name][0])) {
            return [$name, array_slice($words, $length)];
        }
    }
    WP_CLI::error("'" . implode(' ', $words) . "' is not a registered wp command. See 'wp help' for available commands.");
}

/**
 * The options with their defaults; ends with an error where one is not documented, not one of those that are listed, or an argument is missing.
 *
 * @param array<string, mixed> $options
 * @param list<string> $arguments
 * @return array<string, mixed>
 */
function wp_cli_options(array $options, array $arguments, string $documentation): array
{
    $text = (string) preg_replace('/^[ \t]*\*[ \t]?/m', '', $documentation);
    preg_match_all('/^\[?--([\w-]+)(?:=<[^>]+>)?\]?\n: [^\n]*\n(?:---\n(.*?)---\n)?/ms', $text, $known, PREG_SET_ORDER);
    $unknown = array_diff(array_keys($options), array_column($known, 1));
    if ([] !== $unknown) {
        WP_CLI::error("Parameter errors:\n unknown --" . implode(' parameter', $unknown) . ' parameter');
    }
    if (preg_match_all('/^<[\w-]+>$/m', $text) > count($arguments)) {
        WP_CLI::error('Too few positional arguments');
    }
    foreach ($known as $option) {
        if (1 === preg_match('/^default: (.+)$/m', $option[2] ?? '', $default)) {
            $options[$option[1]] ??= $default[1];
        }
        preg_match_all('/^  - (.+)$/m', $option[2] ?? '', $allowed);
        if ([] !== $allowed[1] && isset($options[$option[1]]) && !in_array($options[$option[1]], $allowed[1], true)) {
            WP_CLI::error("Parameter errors:\n Invalid value specified for '{$option[1]}'");
        }
    }

    return $options;
}
