<?php

declare(strict_types=1);

namespace Waybill\Connection;

/** A step that did not succeed: what went wrong, as a word of `Problem`, at which field, and in the platform's own words where it gave any. */
final class Failure
{
    public function __construct(
        public readonly string $kind,
        public readonly ?string $field = null,
        public readonly string $message = '',
    ) {}
}
