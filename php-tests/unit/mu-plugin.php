<?php

/** In the site under test: nothing runs in the background of a page that a test opens. What does, and when, the tests say. */

declare(strict_types=1);

add_filter('action_scheduler_allow_async_request_runner', '__return_false');
