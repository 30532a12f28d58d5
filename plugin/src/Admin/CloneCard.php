<?php

declare(strict_types=1);

namespace Waybill\Admin;

use Waybill\CloneGuard;

/** Asks the administrator of a copied or moved store what it is. */
final class CloneCard
{
    public function __construct(
        private readonly CloneGuard $guard,
    ) {}

    /** What has happened, for a notice. */
    public static function question(): string
    {
        return __(
            'This store seems to be a copy, or to have moved: its address or its keys are not those that Waybill was connected with. Nothing is sent from here until you say which it is.',
            'waybill',
        );
    }

    /** The card with its two buttons; '' where there is nothing to ask. */
    public function html(): string
    {
        if (!$this->guard->isCopy()) {
            return '';
        }
        $kept = $this->guard->asks() ? '' : '<p>' . esc_html__('You decided to keep it paused here.', 'waybill') . '</p>';

        return (
            '<section class="card waybill-clone"><h2>'
            . esc_html__('Is this the live store?', 'waybill')
            . '</h2><p>'
            . esc_html(self::question())
            . '</p>'
            . $kept
            . Form::button('clone/adopt', __('This is the live store now', 'waybill'))
            . '<p class="description">'
            . esc_html__('The platforms are told this address, and what waits here is sent.', 'waybill')
            . '</p>'
            . Form::button('clone/keep', __('Keep paused here', 'waybill'))
            . '<p class="description">'
            . esc_html__('For a staging copy: nothing is sent, and the live store is not touched. Disconnecting here does not disconnect it either.', 'waybill')
            . '</p></section>'
        );
    }
}
