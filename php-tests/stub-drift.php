<?php

/** Compares src/waybill.stub.php with the extension that is loaded: every function, parameter and type. Run by the suite php-lint. */

declare(strict_types=1);

/** @return array<string, string> Signatures by name. */
function signatures(iterable $functions): array
{
    $signatures = [];
    foreach ($functions as $name) {
        $function = new ReflectionFunction($name);
        $parameters = array_map(
            static fn(ReflectionParameter $parameter): string => $parameter->getType() . ' $' . $parameter->getName(),
            $function->getParameters(),
        );
        $signatures[$function->getShortName()] = implode(', ', $parameters) . ': ' . $function->getReturnType();
    }
    ksort($signatures);

    return $signatures;
}

if (!extension_loaded('waybill')) {
    fwrite(STDERR, "The extension is not loaded\n");
    exit(1);
}
$native = signatures(array_keys((new ReflectionExtension('waybill'))->getFunctions()));

// The stub's functions, under another namespace: the extension's own cannot be declared again.
$stub = substr((string) file_get_contents(__DIR__ . '/../src/waybill.stub.php'), strlen('<?php'));
// @mago-expect lint:no-eval It is this project's own file.
eval(str_replace('namespace Waybill\Native;', 'namespace Waybill\Stub;', $stub));
$declared = signatures(array_filter(get_defined_functions()['user'], static fn(string $name): bool => str_starts_with($name, 'waybill\stub\\')));

foreach (array_keys($native + $declared) as $name) {
    if (($native[$name] ?? null) !== ($declared[$name] ?? null)) {
        printf("%s\n  extension: %s\n  stub:      %s\n", $name, $native[$name] ?? 'missing', $declared[$name] ?? 'missing');
        $drift = true;
    }
}
exit(isset($drift) || [] === $native ? 1 : 0);
