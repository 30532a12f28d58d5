<?php

declare(strict_types=1);

namespace Waybill\Admin;

/** The few form parts that the pages share. A form names the REST route that takes it; assets/admin.js sends it there, and shows the answer at the field concerned. */
final class Form
{
    /**
     * Opens a form for a route of `waybill/v1`. Without JavaScript it does nothing, and says so.
     *
     * @param string $confirm What the merchant is asked before it is sent.
     */
    public static function open(string $route, string $confirm = ''): string
    {
        return sprintf(
            '<form class="waybill-form" data-waybill-route="%s"%s method="post" novalidate><p class="waybill-error notice notice-error inline" data-waybill-error="" role="alert" tabindex="-1" hidden></p>',
            esc_attr($route),
            '' === $confirm ? '' : ' data-waybill-confirm="' . esc_attr($confirm) . '"',
        );
    }

    /**
     * A labelled input with room for its error.
     *
     * @param string $prefix Of its id, where several forms of a page have a field of this name.
     */
    public static function field(
        string $name,
        string $label,
        string $value = '',
        string $type = 'text',
        string $hint = '',
        string $more = '',
        string $prefix = '',
    ): string {
        $id = "waybill-$prefix$name";

        return sprintf(
            '<p class="waybill-field"><label for="%1$s">%2$s</label><input class="regular-text" id="%1$s" name="%3$s" type="%4$s" value="%5$s" aria-describedby="%1$s-hint %1$s-error" %6$s>'
            . '<span class="description" id="%1$s-hint">%7$s</span><span class="waybill-error" id="%1$s-error" data-waybill-error="%3$s" role="alert" hidden></span></p>',
            esc_attr($id),
            esc_html($label),
            esc_attr($name),
            esc_attr($type),
            esc_attr($value),
            $more,
            esc_html($hint),
        );
    }

    /**
     * A labelled choice of one.
     *
     * @param array<string, string> $choices Values to labels.
     */
    public static function select(string $name, string $label, array $choices, string $chosen = '', string $hint = ''): string
    {
        $id = 'waybill-' . $name;
        $options = '';
        foreach ($choices as $value => $text) {
            $options .= sprintf('<option value="%s"%s>%s</option>', esc_attr((string) $value), selected((string) $value, $chosen, false), esc_html($text));
        }

        return sprintf(
            '<p class="waybill-field"><label for="%1$s">%2$s</label><select id="%1$s" name="%3$s" aria-describedby="%1$s-hint %1$s-error">%4$s</select>'
            . '<span class="description" id="%1$s-hint">%5$s</span><span class="waybill-error" id="%1$s-error" data-waybill-error="%3$s" role="alert" hidden></span></p>',
            esc_attr($id),
            esc_html($label),
            esc_attr($name),
            $options,
            esc_html($hint),
        );
    }

    /** A tick box; a ticked one is sent as its value. */
    public static function checkbox(string $name, string $value, string $label, bool $checked, string $more = ''): string
    {
        return sprintf(
            '<label class="waybill-check"><input type="checkbox" name="%s" value="%s"%s%s> %s</label>',
            esc_attr($name),
            esc_attr($value),
            checked($checked, true, false),
            $more,
            esc_html($label),
        );
    }

    /** A tick box that stands alone, with what it means. */
    public static function toggle(string $name, string $label, bool $checked, string $hint): string
    {
        $id = "waybill-$name-hint";

        return sprintf(
            '<div class="waybill-field">%s<span class="description" id="%s">%s</span></div>',
            self::checkbox($name, '1', $label, $checked, ' aria-describedby="' . esc_attr($id) . '"'),
            esc_attr($id),
            esc_html($hint),
        );
    }

    public static function submit(string $label, bool $primary = true): string
    {
        return sprintf('<button type="submit" class="button %s">%s</button>', $primary ? 'button-primary' : '', esc_html($label));
    }

    public static function close(): string
    {
        return '<noscript><p>' . esc_html__('This page needs JavaScript.', 'waybill') . '</p></noscript></form>';
    }

    /** A form that is just one button. */
    public static function button(string $route, string $label, bool $primary = false, string $confirm = ''): string
    {
        return self::open($route, $confirm) . '<p>' . self::submit($label, $primary) . '</p>' . self::close();
    }

    /** What a platform wrote, with the address that it gave: nothing but the web is linked. */
    public static function foreignLink(string $url, string $text): string
    {
        $url = esc_url($url, ['http', 'https']);

        return '' === $url ? esc_html($text) : sprintf('<a href="%s" target="_blank" rel="noopener noreferrer">%s</a>', $url, esc_html($text));
    }

    /** A line about how things stand. @param 'good'|'waiting'|'bad'|'off' $how */
    public static function state(string $how, string $text): string
    {
        return sprintf('<p class="waybill-state waybill-%s">%s <strong>%s</strong></p>', esc_attr($how), self::icon($how), esc_html($text));
    }

    /** What goes with it, for the eyes alone. @param 'good'|'waiting'|'bad'|'off' $how */
    public static function icon(string $how): string
    {
        $icon = ['good' => 'yes-alt', 'waiting' => 'clock', 'bad' => 'warning', 'off' => 'marker'][$how];

        return '<span class="dashicons dashicons-' . $icon . '" aria-hidden="true"></span>';
    }
}
