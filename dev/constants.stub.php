<?php

/** What a server or wp-config.php may define, for analysis alone: nothing loads this file. */

declare(strict_types=1);

/** @var string The folder of WordPress. */
const ABSPATH = '/';
/** @var string The folder of its code in it. */
const WPINC = 'wp-includes';
/** @var string The database. */
const DB_NAME = '';
/** @var string Hosts that are reached without the proxy. */
const WP_PROXY_BYPASS_HOSTS = '';
/** @var mixed Whether Logistos is agreed to in advance. */
const WAYBILL_LOGISTOS = true;
/** @var mixed Where TrackingTech is, in place of the setting. */
const WAYBILL_TRACKINGTECH_URL = '';
/** @var mixed Whether platforms may lie in a private network. */
const WAYBILL_ALLOW_PRIVATE_HOSTS = false;

/** LiteSpeed's way to end a response early. */
function litespeed_finish_request(): bool {}
