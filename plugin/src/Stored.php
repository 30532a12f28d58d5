<?php

declare(strict_types=1);

namespace Waybill;

/** Keeps something in WordPress' options that uninstalling removes. */
interface Stored
{
    /** Forgets it. */
    public function delete(): void;
}
