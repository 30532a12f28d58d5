<?php

/**
 * The functions that the extension gives, for editors and analysis. docs/boundary.md describes the JSON; php-tests/stub-drift.php holds this file to the
 * extension.
 */

declare(strict_types=1);

namespace Waybill\Native;

/** The extension's version: "0.1.0". */
function version(): string {}

/** The device id of a site: 64 lowercase hex digits. */
function device_id(string $site_url, string $auth_salt): string {}

/** What each connector is, as JSON. */
function connectors(): string {}

/**
 * Sends orders; JSON in and out.
 *
 * @throws \ValueError where the request is not what the boundary asks for
 */
function deliver(string $request): string {}

/** Begins what `deliver` does, in the background; gives the ticket for its answer. */
function deliver_start(string $request): int {}

/**
 * Whether the answer is there: `deliver_finish` waits for nothing then.
 *
 * @throws \ValueError where there is no such ticket
 */
function deliver_is_done(int $ticket): bool {}

/**
 * Waits for what a ticket stands for; JSON out, as `deliver` gives it.
 *
 * @throws \ValueError where there is no such ticket, or its request is not what the boundary asks for
 * @throws \Error where the answer is lost
 */
function deliver_finish(int $ticket): string {}

/**
 * What `deliver` would send; JSON in and out. Nothing is sent.
 *
 * @throws \ValueError where the request is not what the boundary asks for
 */
function preview(string $request): string {}

/**
 * Takes one step of a connection; JSON in and out.
 *
 * @throws \ValueError where the request is not what the boundary asks for
 */
function call(string $request): string {}

/** Seals a secret. */
function seal(#[\SensitiveParameter] string $secret, string $salt, string $context): string {}

/** Opens a sealed secret; null where it cannot be opened. */
function open(string $sealed, string $salt, string $context): ?string {}
