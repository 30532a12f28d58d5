<?php

/** Puts something wrong with the store's connections, deliveries or background: fault.php NAME. What SQL can do, the tests do themselves. */

declare(strict_types=1);

require __DIR__ . '/../../../dev/php/load.php';

remove_all_actions('shutdown');
$plugin = new Waybill\Plugin(WP_PLUGIN_DIR . '/waybill/waybill.php');
$logistos = $plugin->logistos->options;
$trackingTech = $plugin->trackingTech->options;
$nobody = 'http://127.0.0.1:9';

match ($argv[1]) {
    'paused' => $plugin->logistos->pause('refused'),
    'elsewhere' => $logistos->set(['device_id' => str_repeat('0', 64)]),
    'token expired' => $trackingTech->set(['expires_at' => gmdate('Y-m-d\TH:i:s\Z', time() - 60)]),
    'token expires soon' => $trackingTech->set(['expires_at' => gmdate('Y-m-d\TH:i:s\Z', time() + DAY_IN_SECONDS)]),
    'secret lost' => update_option('waybill_trackingtech_secrets', ['token' => 'wb1:' . str_repeat('A', 80)]),
    'key not taken' => $logistos->set(['credentials' => ['state' => 'failed', 'problem' => 'rejected'] + $logistos->get('credentials')]),
    'nobody listens' => $trackingTech->set(['base_url' => $nobody, 'api_url' => $nobody]),
    'name unknown' => $trackingTech->set(['base_url' => 'https://platform.invalid', 'api_url' => '']),
    'no tls' => $trackingTech->set(['base_url' => strtr((string) getenv('WAYBILL_SANDBOX_URL'), ['http:' => 'https:']), 'api_url' => '']),
    'address not https' => $logistos->set(['orders_url' => 'http://platform.example/orders']),
    'no tick' => update_option('waybill_ticked_at', time() - HOUR_IN_SECONDS),
    'no extension on the web' => update_option('waybill_ticked_on_the_web', ['at' => time(), 'sapi' => 'fpm-fcgi', 'extension' => '']),
    'no look for missed orders' => update_option('waybill_reconcile', ['at' => time() - (5 * HOUR_IN_SECONDS), 'found' => 0]),
    'action failed' => $wpdb->update(
        $wpdb->prefix . 'actionscheduler_actions',
        ['status' => 'failed'],
        ['action_id' => as_schedule_single_action(time(), 'waybill_drain', [], 'waybill')],
    ),
    'no actions' => as_unschedule_all_actions('', [], 'waybill'),
};
