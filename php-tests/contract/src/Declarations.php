<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Which of the names in use this site's WooCommerce declares, and how: each becomes a point of the document. */
final class Declarations
{
    /** WooCommerce's folder, links resolved. */
    private readonly string $folder;

    public function __construct(
        private readonly Uses $uses,
    ) {
        $this->folder = realpath(WP_PLUGIN_DIR . '/woocommerce') . '/';
    }

    /** @return array<string, mixed> */
    public function observe(): array
    {
        return $this->functions() + $this->classes() + $this->constants() + $this->hooks();
    }

    /** @return array<string, mixed> */
    private function functions(): array
    {
        $points = [];
        foreach (array_keys($this->uses->functions) as $name) {
            if (function_exists($name) && $this->isOurs((new \ReflectionFunction($name))->getFileName())) {
                $points["function $name"] = self::signature(new \ReflectionFunction($name));
            }
        }

        return $points;
    }

    /** @return array<string, mixed> */
    private function classes(): array
    {
        $points = [];
        foreach (array_keys($this->uses->classes) as $name) {
            // Waybill's own are no question to WooCommerce, and some of them extend what is not loaded here.
            if (str_starts_with($name, 'Waybill\\')) {
                continue;
            }
            if ((class_exists($name) || interface_exists($name)) && $this->isOurs((new \ReflectionClass($name))->getFileName())) {
                $points["class $name"] = ['parents' => array_values(class_parents($name))];
                $points += $this->methods(new \ReflectionClass($name));
            }
        }

        return $points;
    }

    /** @return array<string, string> Their types: their values differ from release to release. */
    private function constants(): array
    {
        $points = [];
        foreach (array_keys($this->uses->constants) as $name) {
            if (str_starts_with($name, 'WC_') && defined($name)) {
                $points["constant $name"] = get_debug_type(constant($name));
            }
        }

        return $points;
    }

    /** @return array<string, mixed> */
    private function methods(\ReflectionClass $class): array
    {
        $points = [];
        $isSimple = $class->isInstantiable() && 0 === ($class->getConstructor()?->getNumberOfRequiredParameters() ?? 0);
        $object = $isSimple && $class->hasMethod('__call') ? $class->newInstance() : null;
        foreach (array_keys($this->uses->receivers->methodsOf($class->getName())) as $name) {
            $point = "method {$class->getName()}::$name";
            if ($class->hasMethod($name) && $class->getMethod($name)->isPublic()) {
                $points[$point] = self::signature($class->getMethod($name));
            } elseif (null !== $object && self::answers($object, $name)) {
                // By __call, which takes whatever it is given.
                $points[$point] = ['parameters' => null, 'returns' => null];
            }
        }

        return $points;
    }

    /** Whether an object's __call knows this getter, or the getter beside this setter. */
    private static function answers(object $object, string $method): bool
    {
        if (!preg_match('/^[gs]et_(\w+)$/', $method, $match)) {
            return false;
        }
        try {
            $object->{"get_$match[1]"}();

            return true;
        } catch (\BadMethodCallException) {
            return false;
        }
    }

    /** @return array<string, mixed> Whether WooCommerce fires the hook; WordPress' own are no points. */
    private function hooks(): array
    {
        $points = [];
        $fired = array_diff_key(self::firedIn($this->folder), self::firedIn(ABSPATH . WPINC), self::firedIn(ABSPATH . 'wp-admin'));
        foreach (array_keys($this->uses->hooks) as $name) {
            if (isset($fired[$name]) || preg_match('/^(woocommerce|wc|action_scheduler)_/', $name)) {
                $points["hook $name"] = $fired[$name] ?? 'fired nowhere by this name';
            }
        }

        return $points;
    }

    /** @return array<string, 'action'|'filter'> */
    private static function firedIn(string $folder): array
    {
        $fired = [];
        foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::FOLLOW_SYMLINKS)) as $file) {
            if ('php' !== $file->getExtension()) {
                continue;
            }
            preg_match_all(
                '/\b(do_action|apply_filters)(?:_ref_array|_deprecated)?\(\s*[\'"](\w+)[\'"]/',
                (string) file_get_contents($file->getPathname()),
                $matches,
            );
            foreach ($matches[2] as $n => $name) {
                $fired[$name] = 'do_action' === $matches[1][$n] ? 'action' : 'filter';
            }
        }

        return $fired;
    }

    /** @return array{parameters: list<array{name: string, optional: bool, by_reference: bool, variadic: bool}>, returns: string|null} */
    private static function signature(\ReflectionFunctionAbstract $function): array
    {
        return [
            'parameters' => array_map(static fn(\ReflectionParameter $parameter): array => [
                'name' => $parameter->getName(),
                'optional' => $parameter->isOptional(),
                'by_reference' => $parameter->isPassedByReference(),
                'variadic' => $parameter->isVariadic(),
            ], $function->getParameters()),
            'returns' => $function->hasReturnType() ? (string) $function->getReturnType() : null,
        ];
    }

    private function isOurs(string|false $file): bool
    {
        return false !== $file && str_starts_with($file, $this->folder);
    }
}
