<?php

/** Has orders sent in the background, and ends without asking what became of them. */

declare(strict_types=1);

require __DIR__ . '/native.php';

const DEADLINE_MS = 60_000;

// The platform accepts them: were they refused, nothing more would be begun for that reason.
// @mago-expect lint:no-literal-password The sandbox's, on loopback.
$login = ['step' => 'login', 'input' => ['code' => 'CHILE-01', 'email' => 'merchant@example.com', 'password' => 'sandbox-password']];
$answer = json_decode(Waybill\Native\call(json_encode(request('trackingtech', DEADLINE_MS) + $login, JSON_THROW_ON_ERROR)), true, 512, JSON_THROW_ON_ERROR);
$delivery = json_decode(delivery('trackingtech', DEADLINE_MS, 1, 2), true, 512, JSON_THROW_ON_ERROR);
Waybill\Native\deliver_start(json_encode(['secrets' => ['token' => $answer['data']['token']]] + $delivery, JSON_THROW_ON_ERROR));
start('logistos', DEADLINE_MS, 1);
echo 'started';
