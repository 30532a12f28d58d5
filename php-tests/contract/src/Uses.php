<?php

declare(strict_types=1);

namespace Waybill\Tests\Contract;

/** Every name that a body of PHP code uses, read from its tokens, whoever declares it. Of a method's owner the tokens tell little: see Receivers. */
final class Uses
{
    private const HOOK_FUNCTIONS = [
        'add_action',
        'add_filter',
        'remove_action',
        'remove_filter',
        'has_action',
        'has_filter',
        'do_action',
        'do_action_ref_array',
        'did_action',
        'doing_action',
        'apply_filters',
    ];
    private const NAMES = [T_STRING, T_NAME_QUALIFIED, T_NAME_FULLY_QUALIFIED];
    /** What stands before a name that is declared here, not used. */
    private const DECLARING = [T_FUNCTION, T_CONST, T_NAMESPACE, T_CLASS, T_INTERFACE, T_TRAIT, T_ENUM, T_AS];

    /** @var array<string, true> Without a namespace: functions and constants fall back to it. */
    public array $functions = [];
    /** @var array<string, true> Fully qualified, no leading backslash. */
    public array $classes = [];
    /** @var array<string, true> */
    public array $constants = [];
    /** @var array<string, true> Named in full: not those put together from parts. */
    public array $hooks = [];
    public readonly Receivers $receivers;

    private Tokens $tokens;
    /** @var array<string, string> Of the file being read. */
    private array $imports = [];
    /** Of the file being read, with a backslash behind it. */
    private string $namespace = '';

    /** @param list<string> $folders Read with all below them. */
    public function __construct(array $folders)
    {
        $this->receivers = new Receivers($this->resolve(...));
        foreach ($folders as $folder) {
            foreach (new \RecursiveIteratorIterator(new \RecursiveDirectoryIterator($folder, \FilesystemIterator::SKIP_DOTS)) as $file) {
                if ('php' === $file->getExtension()) {
                    $this->read(new Tokens((string) file_get_contents($file->getPathname())));
                }
            }
        }
    }

    private function read(Tokens $tokens): void
    {
        $this->tokens = $tokens;
        $this->imports = [];
        $this->namespace = '';
        for ($at = 0; $at < $tokens->count; ++$at) {
            $token = $tokens->at($at);
            if ($token->is(T_NAMESPACE)) {
                $this->namespace = $tokens->at($at + 1)->text . '\\';
            } elseif ($token->is(T_USE) && $tokens->at($at + 1)->is([T_NAME_QUALIFIED, T_STRING])) {
                $this->import($at + 1);
            } elseif ($token->is(self::NAMES)) {
                $this->name($at);
            } elseif ($token->is(T_CONSTANT_ENCAPSED_STRING)) {
                $this->text($at);
            }
            $this->receivers->read($tokens, $at);
        }
    }

    /** `use A\B;` and `use A\B as C;`: the only forms in use here. */
    private function import(int $at): void
    {
        $name = $this->tokens->at($at)->text;
        $alias = $this->tokens->at($at + 1)->is(T_AS) ? $this->tokens->at($at + 2)->text : substr((string) strrchr("\\$name", '\\'), 1);
        if (!$this->tokens->at($at + 1)->is([T_AS, ';'])) {
            throw new \RuntimeException("A form of `use` that is not read: $name");
        }
        $this->imports[$alias] = $name;
        $this->classes[$name] = true;
    }

    private function name(int $at): void
    {
        $token = $this->tokens->at($at);
        $before = $this->tokens->at($at - 1);
        $name = ltrim($token->text, '\\');
        if ($before->is(self::DECLARING) || $before->is([T_OBJECT_OPERATOR, T_NULLSAFE_OBJECT_OPERATOR, T_DOUBLE_COLON])) {
            return;
        }
        if ($this->tokens->at($at + 1)->is('(') && !$before->is(T_NEW)) {
            $this->functions[$name] = true;
            if (in_array($name, self::HOOK_FUNCTIONS, true)) {
                $this->hook($at + 2);
            }
            return;
        }
        $this->classes[$this->resolve($token)] = true;
        $this->constants[$name] = true;
    }

    private function hook(int $at): void
    {
        if ($this->tokens->at($at)->is(T_CONSTANT_ENCAPSED_STRING) && $this->tokens->at($at + 1)->is([',', ')'])) {
            $this->hooks[trim($this->tokens->at($at)->text, '\'"')] = true;
        }
    }

    /** A function or constant may also be named in a string: `function_exists('…')`, `defined('…')`, a callable. */
    private function text(int $at): void
    {
        $text = trim($this->tokens->at($at)->text, '\'"');
        if (preg_match('/^[A-Za-z_]\w*$/', $text)) {
            $this->functions[$text] = true;
            $this->constants[$text] = true;
        }
    }

    /** The full name of the class that this token names. */
    private function resolve(\PhpToken $name): string
    {
        return $name->is(T_NAME_FULLY_QUALIFIED) ? ltrim($name->text, '\\') : $this->imports[$name->text] ?? $this->namespace . $name->text;
    }
}
