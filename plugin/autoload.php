<?php

/** Loads the classes of the namespace Waybill from src/, one file a class (PSR-4). */

declare(strict_types=1);

spl_autoload_register(static function (string $class): void {
    if (!str_starts_with($class, 'Waybill\\')) {
        return;
    }
    $file = __DIR__ . '/src/' . strtr(substr($class, 8), '\\', '/') . '.php';
    if (is_file($file)) {
        require $file;
    }
});
