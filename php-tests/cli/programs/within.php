<?php

/** A command that has several workers drain the outbox within its own process; WP-CLI loads it (`--require`). */

declare(strict_types=1);

WP_CLI::add_command('within', static function (): void {
    WP_CLI::runcommand('waybill drain --workers=2', ['launch' => false]);
});
