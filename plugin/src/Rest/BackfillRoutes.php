<?php

declare(strict_types=1);

namespace Waybill\Rest;

use Waybill\Admin\BackfillCard;
use Waybill\Backfill;
use Waybill\Tail;

/** What the merchant does with the existing orders. Each answer is the card, wherever it is shown. */
final class BackfillRoutes
{
    public function __construct(
        private readonly Backfill $backfill,
        private readonly BackfillCard $card,
        private readonly Tail $tail,
    ) {}

    /** @return array<string, array{string, callable, array<string, mixed>}> Path to method, callback and arguments. */
    public function routes(): array
    {
        return [
            'logistos/backfill' => ['POST', $this->start(...), []],
            'logistos/backfill/pause' => ['POST', $this->pause(...), []],
            'logistos/backfill/resume' => ['POST', $this->resume(...), []],
            'logistos/backfill/cancel' => ['POST', $this->cancel(...), []],
            'logistos/backfill/progress' => ['GET', fn(): array => ['card' => $this->card->html()], []],
        ];
    }

    private function start(): array|\WP_Error
    {
        return $this->answer($this->backfill->start(), __('Your existing orders are on their way to Logistos.', 'waybill'));
    }

    private function pause(): array|\WP_Error
    {
        return $this->answer($this->backfill->pause(), __('The existing orders wait. New orders are sent as they come.', 'waybill'));
    }

    private function resume(): array|\WP_Error
    {
        return $this->answer($this->backfill->resume(), __('The existing orders go on.', 'waybill'));
    }

    private function cancel(): array|\WP_Error
    {
        return $this->answer($this->backfill->cancel(), __('No more existing orders are sent. Those that were sent stay at Logistos.', 'waybill'));
    }

    private function answer(bool $done, string $message): array|\WP_Error
    {
        if (!$done) {
            return new \WP_Error(
                'waybill_backfill',
                __('This cannot be done now: it has ended meanwhile, or is being worked on. Load the page again.', 'waybill'),
                [
                    'status' => 409,
                    'field' => '',
                ],
            );
        }
        $this->tail->workAfterwards();

        return Reply::card($this->card->html(), $message);
    }
}
