<?php

/** One run of the Reconciler; notes how many orders it found. */

declare(strict_types=1);

require __DIR__ . '/load.php';

note('reconciled', ['found' => plugin()->reconciler->run()]);
