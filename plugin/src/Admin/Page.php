<?php

declare(strict_types=1);

namespace Waybill\Admin;

/** A page of ours in wp-admin: a heading, and a panel that an action's answer replaces. */
interface Page
{
    /** The `page` of its address. */
    public function slug(): string;

    /** Prints the page. */
    public function render(): void;

    /** The part that changes, as HTML, everything in it escaped. */
    public function panel(): string;
}
