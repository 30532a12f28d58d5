<?php

/** Loads this folder's classes from src/. */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (str_starts_with($class, 'Waybill\\Tests\\Contract\\')) {
        require __DIR__ . '/src/' . substr($class, 23) . '.php';
    }
});
