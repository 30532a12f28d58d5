<?php

declare(strict_types=1);

namespace Waybill\Cli;

/**
 * Sees to the orders that go to the logistics platform: what waits, what failed, and what is wrong.
 *
 * Every command ends with 0 where all went well, and with 1 where it could not
 * do what it was asked for. `status`, `doctor` and `connection test` end with 2
 * where they could look, and something needs attention.
 *
 * ## EXAMPLES
 *
 *     # Is everything on its way?
 *     $ wp waybill status
 *
 *     # What is wrong with this server, and how is it mended?
 *     $ wp waybill doctor
 *
 *     # Send what waits, from the server's own cron.
 *     $ wp waybill drain --timeout=50
 */
final class Root extends \WP_CLI\Dispatcher\CommandNamespace {}
