<?php

/** Both connections as the run wants them: changed orders go out again, and Logistos has two statuses, so that there are orders that nobody is to have. */

declare(strict_types=1);

require __DIR__ . '/load.php';

$plugin = plugin();
$plugin->logistos->options->set(['resend' => true, 'statuses' => ['processing', 'completed']]);
$plugin->trackingTech->options->set(['resend' => true]);
