<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/**
 * Whose the methods are that a body of code calls. A variable or property is taken for what any declaration, `new` or `instanceof` makes of its name, in whatever
 * file: `$order` is an order all over this code. What comes from WooCommerce's functions and getters might be any of its objects.
 */
final class Receivers
{
    private const ARROWS = [T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR];
    private const NAMES = [T_STRING, T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED];
    /** A type by no name: one of WooCommerce's objects. */
    private const ANY = '*';

    /** @var array<string, array<string, true>> Variable, property or function to the classes it may be of. */
    private array $types = [];
    /** @var list<array{string, string}> Receiver and method. */
    private array $calls = [];
    /** @var array<string, array<string, true>> Class to the static methods called. */
    private array $static = [];

    /** @param \Closure(\PhpToken): string $resolve A class' full name. */
    public function __construct(
        private readonly \Closure $resolve,
    ) {}

    /** @return array<string, true> The methods called on this class of WooCommerce's. */
    public function methodsOf(string $class): array
    {
        $methods = $this->static[$class] ?? [];
        foreach ($this->calls as [$receiver, $method]) {
            $types = $this->types[$receiver] ?? [];
            if (isset($types[$class]) || [self::ANY => true] === $types) {
                $methods[$method] = true;
            }
        }

        return $methods;
    }

    /** Takes what the token at this position says. */
    public function read(Tokens $tokens, int $at): void
    {
        $token = $tokens->at($at);
        if ($token->is(T_VARIABLE)) {
            $this->declared($tokens, $at);
            if ($tokens->at($at + 1)->is('=')) {
                $this->assigned($tokens, $at);
            } elseif ($tokens->at($at + 1)->is(T_INSTANCEOF)) {
                $this->is($token->text, $tokens->at($at + 2));
            }
        } elseif ($token->is(T_FUNCTION) && $tokens->at($at + 1)->is(T_STRING)) {
            $this->returned($tokens, $at + 1);
        } elseif ($token->is(T_STRING) && $tokens->at($at + 1)->is('(')) {
            $this->called($tokens, $at);
        }
    }

    /** `?A|B $name` */
    private function declared(Tokens $tokens, int $at): void
    {
        for ($type = $at - 1; $tokens->at($type)->is([...self::NAMES, '|', '?']); --$type) {
            $this->is($tokens->at($at)->text, $tokens->at($type));
        }
    }

    /** `$name = …;` with a `new`, or a function of WooCommerce's, in it. */
    private function assigned(Tokens $tokens, int $at): void
    {
        $name = $tokens->at($at)->text;
        for ($from = $at + 2; $from < $tokens->count && !$tokens->at($from)->is(';'); ++$from) {
            if ($tokens->at($from)->is(T_NEW)) {
                $this->is($name, $tokens->at($from + 1));
            } elseif (str_starts_with($tokens->at($from)->text, 'wc_') && $tokens->at($from + 1)->is('(')) {
                $this->types[$name][self::ANY] = true;
            }
        }
    }

    /** `function name(…): A` */
    private function returned(Tokens $tokens, int $at): void
    {
        for ($end = $at + 1; $end < $tokens->count && !$tokens->at($end)->is(['{', ';']); ++$end) {
            if ($tokens->at($end)->is(')') && $tokens->at($end + 1)->is(':')) {
                $this->is($tokens->at($at)->text . '()', $tokens->at($tokens->at($end + 2)->is('?') ? $end + 3 : $end + 2));
            }
        }
    }

    private function called(Tokens $tokens, int $at): void
    {
        $method = $tokens->at($at)->text;
        $receiver = $tokens->at($at - 2);
        if ($tokens->at($at - 1)->is(T_DOUBLE_COLON) && $receiver->is(self::NAMES)) {
            $this->static[($this->resolve)($receiver)][$method] = true;
        } elseif ($tokens->at($at - 1)->is(self::ARROWS)) {
            $this->calls[] = [$this->receiver($tokens, $at - 2), $method];
        }
    }

    /** `$name` of a variable or a property, `name()` of what a function gives. */
    private function receiver(Tokens $tokens, int $at): string
    {
        $token = $tokens->at($at);
        if ($token->is(T_VARIABLE)) {
            return $token->text;
        }
        if ($token->is(T_STRING)) {
            return '$' . $token->text;
        }
        if (!$token->is(')')) {
            return '';
        }
        $before = $tokens->at($tokens->opening($at) - 1);
        $name = $before->text . '()';
        if (!isset($this->types[$name]) && preg_match('/^(wc|get)_/', $before->text)) {
            $this->types[$name][self::ANY] = true;
        } elseif ($tokens->at($tokens->opening($at) + 1)->is(T_NEW)) {
            // (new A(…))->method()
            $this->is($name = 'new ' . $tokens->at($tokens->opening($at) + 2)->text, $tokens->at($tokens->opening($at) + 2));
        }

        return $name;
    }

    private function is(string $name, \PhpToken $type): void
    {
        if ($type->is(self::NAMES)) {
            $this->types[$name][($this->resolve)($type)] = true;
        }
    }
}
