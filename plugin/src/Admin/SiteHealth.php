<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\Diagnosis\Check;
use Waybill\Diagnosis\Diagnosis;
use Waybill\Diagnosis\Finding;
use Waybill\Diagnosis\Level;

/** Tools → Site Health: what can be wrong with Waybill on this server, each with its remedy. */
final class SiteHealth
{
    public function __construct(
        private readonly Diagnosis $diagnosis,
    ) {}

    /**
     * Adds our tests to WordPress' (filter `site_status_tests`): those that keep the page waiting for nobody.
     *
     * @param array<string, array<string, array<string, mixed>>> $tests
     * @return array<string, array<string, array<string, mixed>>>
     */
    public function add(array $tests): array
    {
        foreach ($this->diagnosis->offline() as $check) {
            $tests['direct']['waybill_' . $check->id()] = ['label' => $check->label(), 'test' => static fn(): array => self::result($check)];
        }

        return $tests;
    }

    /** @return array<string, mixed> As WordPress' Site Health wants a test's result: the worst of what was found leads. */
    private static function result(Check $check): array
    {
        $findings = $check->findings();
        $errors = self::of($findings, Level::Error);
        $bad = [...$errors, ...self::of($findings, Level::Warning)];

        return [
            'test' => 'waybill_' . $check->id(),
            'status' => match (true) {
                [] === $bad => 'good',
                [] === $errors => 'recommended',
                default => 'critical',
            },
            'label' => [] === $bad ? $check->allIsWell() : rtrim($bad[0]->sentence, '.'),
            'badge' => ['label' => __('Orders', 'waybill'), 'color' => 'blue'],
            'description' => self::description([] === $bad ? $findings : $bad),
            'actions' => self::actions($bad),
        ];
    }

    /**
     * @param list<Finding> $findings
     * @return list<Finding>
     */
    private static function of(array $findings, Level $level): array
    {
        return array_values(array_filter($findings, static fn(Finding $finding): bool => $level === $finding->level));
    }

    /** @param list<Finding> $findings */
    private static function description(array $findings): string
    {
        return implode('', array_map(static fn(Finding $finding): string => '<p>' . esc_html($finding->sentence) . '</p>', $findings));
    }

    /** @param list<Finding> $findings */
    private static function actions(array $findings): string
    {
        $items = '';
        foreach ($findings as $finding) {
            foreach ($finding->remedy as [$sentence, $copy]) {
                $items .= '<li>' . esc_html($sentence) . ' ' . self::copyable($copy) . '</li>';
            }
        }

        return '' === $items ? '' : "<ul>$items</ul>";
    }

    /** A link where it is an address, a text to copy otherwise. */
    private static function copyable(string $text): string
    {
        return match (true) {
            '' === $text => '',
            1 === preg_match('#^https?://#', $text) => '<a href="' . esc_url($text) . '">' . esc_html($text) . '</a>',
            default => '<code>' . esc_html($text) . '</code>',
        };
    }
}
